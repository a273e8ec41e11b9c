"""An office's own questions: added, retired, answered (practice.md P23)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.settings_register import value as setting
from audit import events
from cases import access
from cases.actions.errors import InterviewNotAllowed
from cases.actions.former import LOCAL
from cases.consent import consents
from cases.interview import interviews
from cases.models import (
    WHOLE_SECTION,
    Case,
    LocalAnswers,
    LocalQuestion,
    QuestionKind,
    SectionVersion,
    VersionKind,
)
from cases.models.local_questions import LANGUAGES
from cases.models.scoped import EMPTY
from cases.record.local_questions import answers_of, asked_at
from vault.sealed import StaleVersion

if TYPE_CHECKING:
    from accounts.models import Office, User


@transaction.atomic
def add_local_question(
    *,
    actor: "User",
    office: "Office",
    kind: str,
    wording: Mapping[str, str],
    options: Sequence[Mapping[str, str]] = (),
) -> LocalQuestion:
    """Add a question, worded in three languages. Raises PermissionDenied, ValidationError beyond the office's number."""
    _require(actor, office.pk)
    most = int(setting("cases.local_questions", office.pk))
    # One after the other: two who add the last one meet here.
    type(office).objects.select_for_update().get(pk=office.pk)
    if LocalQuestion.objects.asked().filter(office=office).count() >= most:
        raise ValidationError(_("Your office asks as many questions of its own as it may. Retire one first."))
    given = [wording, *options]
    if any(not one.get(language, "").strip() for one in given for language in LANGUAGES):
        raise ValidationError(_("Word the question and its answers in all three languages."))
    if (kind == QuestionKind.CHOICE) != bool(options):
        raise ValidationError(_("Give answers to choose from for a list, and for nothing else."))
    row = LocalQuestion(
        office=office,
        kind=kind,
        wording=dict(wording),
        options=[dict(one) for one in options],
        added_by=actor,
    )
    row.full_clean(exclude={"office", "added_by"})
    row.save()
    events.record("local_question.added", subject=row, office=office.pk, facts={"kind": kind}, actor=actor)
    return row


@transaction.atomic
def retire_local_question(*, actor: "User", question: LocalQuestion) -> None:
    """Ask it no longer; what was answered stays readable. Raises PermissionDenied."""
    _require(actor, question.office_id)
    question.retired_at, question.retired_by = timezone.now(), actor
    question.save(update_fields=["retired_at", "retired_by"])
    events.record("local_question.retired", subject=question, office=question.office_id, actor=actor)


@transaction.atomic
def answer_local_questions(
    *, actor: "User", case: Case, answers: Mapping[str, Any], base_version: int
) -> LocalAnswers:
    """Write answers by the question's id; those not named stay as they are, replaced ones are kept as former answers.

    Raises PermissionDenied, FileClosed, InterviewNotAllowed, StaleVersion, ValidationError for a question that is
    not asked at the case's office.
    """
    for needed in (Permission.CASE_EDIT, Permission.CONFIDENTIAL_WRITE):
        access.require(actor, needed, case)
    access.require_in_use(case)
    if not (verdict := consents.given(case, "screening_interview")):
        raise InterviewNotAllowed(verdict.reasons)
    if set(answers) - {str(question.pk) for question in asked_at(case)}:
        raise ValidationError(_("This question is not asked here."))
    Case.objects.select_for_update(of=("self",)).plain().get(pk=case.pk)
    row = answers_of(case)
    if row.version != base_version:
        raise StaleVersion
    before = dict(row.answers)
    row.answers = {**before, **answers}
    changed = [key for key, value in answers.items() if before.get(key, "") != value]
    if not changed:
        return row
    now, said = interviews.said_at(actor, case, LOCAL), dict(row.said_in or {})
    kept = {key: at for key, at in said.items() if key not in changed}
    row.said_in = kept | {key: now for key in changed if now and answers[key] not in EMPTY}
    row.save()
    replaced = {key: before[key] for key in changed if before.get(key, "") not in EMPTY}
    _keep_former(actor, row, replaced, said, now)
    facts = {"count": len(changed)}
    events.record("local_question.answered", subject=case, office=case.office_id, facts=facts, actor=actor)
    return row


def _keep_former(
    actor: "User", row: LocalAnswers, replaced: dict[str, Any], said: Mapping[str, str], now: str
) -> None:
    """Keep what was replaced: told otherwise at another interview, or corrected at the same one or outside of any (P11)."""
    by_kind: dict[VersionKind, dict[str, Any]] = {}
    for key, value in replaced.items():
        elsewhere = now and said.get(key) != now
        kind = VersionKind.OTHER_INTERVIEW if elsewhere else VersionKind.CORRECTION
        by_kind.setdefault(kind, {})[key] = value
    for kind, values in by_kind.items():
        SectionVersion(
            case_id=row.case_id,
            section=LOCAL,
            row=WHOLE_SECTION,
            of_version=row.version - 1,
            kind=kind,
            replaced_by=actor,
            values=values,
            said_in={key: at for key, at in said.items() if key in values},
            replaced_in=now,
        ).save()


def _require(actor: "User", office: Any) -> None:
    if not actor.can(Permission.OFFICE_MANAGE, office):
        raise PermissionDenied(Permission.OFFICE_MANAGE.value)
