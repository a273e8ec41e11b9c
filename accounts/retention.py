"""What this floor keeps about people who work here, how it is exported and erased (audit/retention.py)."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import (
    Approval,
    DuressPassword,
    Invitation,
    KeptForm,
    KnownDevice,
    QualificationEvidence,
    RecoveryCode,
    SignedInSession,
    SupervisionTalk,
    TotpSecret,
    User,
)
from audit import retention


def export_user(scope: UUID) -> list[dict[str, Any]]:
    """What is known of a member of staff, as plain values."""
    fields = ("email", "display_name", "language", "time_zone", "is_active", "valid_until", "created_at")
    return list(User.objects.filter(pk=scope).values(*fields))


def erase_user(scope: UUID) -> int:
    """Take name and address from a former member of staff. The row stays: who did what is not forgotten."""
    erase_notes(scope)
    for rows in (
        DuressPassword,
        KnownDevice,
        SignedInSession,
        Invitation,
        RecoveryCode,
        TotpSecret,
    ):
        rows.objects.filter(user_id=scope).delete()
    return User.objects.filter(pk=scope).update(
        email=f"{scope}@erased.invalid",
        display_name="-",
        is_active=False,
        valid_until=timezone.now(),
        password="!",  # noqa: S106  # the mark of "no password"
    )


def no_rows(scope: UUID) -> list[dict[str, Any]]:
    """Secrets are not handed out."""
    return []


def erase_kept(scope: UUID) -> int:
    """Remove forms kept for a person, and those sent to the pages of a case."""
    count: int = KeptForm.objects.filter(Q(user_id=scope) | Q(about=scope)).delete()[0]
    return count


def erase_factors(scope: UUID) -> int:
    """Remove the sealed secrets of a person's authenticator apps; they are never exported."""
    count: int = TotpSecret.objects.filter(user_id=scope).delete()[0]
    return count


def approvals_of(scope: UUID) -> list[dict[str, Any]]:
    """What a member of staff asked for, with the note."""
    rows = Approval.objects.filter(asked_by=scope)
    return [
        {"kind": row.kind, "asked_at": row.asked_at, "state": row.state, "note": row.note} for row in rows
    ]


def erase_notes(scope: UUID) -> int:
    """Empty the notes a person wrote to askings. The rows stay: who asked and who decided is not forgotten."""
    rows = list(Approval.objects.filter(asked_by=scope))
    for row in rows:
        row.note = ""
        row.save(update_fields=["note"])  # type: ignore[misc]  # sealed attributes are not concrete fields
    return len(rows)


def evidence_of(scope: UUID) -> list[dict[str, Any]]:
    """What a member of staff is qualified as, with what it rests on."""
    rows = QualificationEvidence.objects.filter(qualification__user=scope).select_related("qualification")
    return [
        {"kind": row.qualification.kind, "since": row.qualification.since, "note": row.note} for row in rows
    ]


def erase_evidence(scope: UUID) -> int:
    """Remove what a qualification rested on; that somebody was qualified is kept with the interviews they held."""
    return _erase_each(QualificationEvidence.objects.filter(qualification__user=scope))


def talks_of(scope: UUID) -> list[dict[str, Any]]:
    """What was noted of supervision talks with a member of staff."""
    rows = SupervisionTalk.objects.filter(user=scope)
    return [{"held_on": row.held_on, "kind": row.kind, "note": row.note} for row in rows]


def erase_talks(scope: UUID) -> int:
    """Remove what was noted of supervision talks with a member of staff."""
    return _erase_each(SupervisionTalk.objects.filter(user=scope))


def _erase_each(rows: QuerySet[Any]) -> int:
    """One by one: each strikes itself off its manifest."""
    found = list(rows)
    for row in found:
        row.delete()
    return len(found)


retention.register("accounts.QualificationEvidence", export=evidence_of, erase=erase_evidence)
retention.register("accounts.SupervisionTalk", export=talks_of, erase=erase_talks)
retention.harmless("accounts.Qualification", "codes and days; kept with the interviews somebody held")
retention.register("accounts.Approval", export=approvals_of, erase=erase_notes)
retention.register("accounts.User", export=export_user, erase=erase_user)
retention.register("accounts.TotpSecret", export=no_rows, erase=erase_factors)
retention.harmless("accounts.Organisation", "names of organisations")
retention.harmless("accounts.Office", "calendar and languages of offices")
retention.harmless("accounts.OfficeHoliday", "days on which an office is closed")
retention.harmless("accounts.OfficeRoleNarrowing", "codes of roles and permissions")
retention.harmless("accounts.OfficeSetting", "values of settings; the person who changed one by identifier")
retention.harmless("accounts.Membership", "roles by identifier; kept as the record of who was what")
retention.harmless("accounts.Duty", "duties by identifier; kept as the record of who was what")
retention.harmless("accounts.Invitation", "hashes of links; erased with the user")
retention.harmless("accounts.AccessReview", "who looked at which role when, by identifier")
retention.harmless("accounts.Suspension", "codes and identifiers: who shut whom out, and when")
retention.harmless("accounts.RecoveryCode", "hashes; erased with the user")
retention.harmless(
    "accounts.SignedInSession", "identifiers and times; erased with the user, and a day after its end"
)
retention.register("accounts.KeptForm", export=no_rows, erase=erase_kept)
retention.harmless("accounts.Lockdown", "codes and times; who declared it by identifier")
retention.harmless("accounts.ReopeningVote", "who confirmed, by identifier")
retention.harmless("accounts.DuressPassword", "a hash; erased with the user")
retention.harmless("accounts.KnownDevice", "keyed hashes; forgotten after half a year, erased with the user")
retention.harmless(
    "accounts.EvacuationPlan", "what an office does when it must leave; names no assisted person"
)
retention.harmless("accounts.EvacuationDrill", "days and counts")
retention.harmless("accounts.ConductText", "the code of conduct; who published it by identifier")
retention.harmless("accounts.ConductAcceptance", "who accepted which version when; kept as the record of it")
retention.harmless("accounts.Submission", "keys of forms; erased after a day")
