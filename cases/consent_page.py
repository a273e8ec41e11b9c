"""What the consent page shows: where each kind stands, what was recorded, what a withdrawal would do."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from accounts.settings_register import value as setting
from cases import access, child_beside, consents, dictionary
from cases.field_permissions import area_of
from cases.models import Case, ConsentRecord
from cases.models.consent import IN_ORDER
from cases.reading import say
from cases.validity import GRANTED, REASONS, stands

MAY_SEE = area_of("consent_status").read
FIRST = ("screening_interview", "data_processing")
TONES = {
    "granted": "done",
    "granted_limited": "done",
    "refused": "stop",
    "withdrawn": "stop",
    "not_able": "later",
}
CONFIRM_IN_WRITING = _("To be confirmed in writing when that is safe.")
CLOSING = _(
    "Every use stops at once: the file is closed to everybody. Two people then check the wish in a safe way, say "
    "what would be lost (proof for a permit, wages or compensation, a family link), and only then is it erased."
)

# domain/consent.md 4, in the words of somebody who has to explain it: what happens, and what is left to be done by hand.
EFFECTS: dict[str, str | Promise] = {
    "screening_interview": _(
        "Nothing more is asked or written down, and help goes on. What was said stays, unless the person "
        "wants it erased: choose that where the interview is stopped."
    ),
    "assistance": _(
        "Planned help stops and the case goes to follow-up. Tell the person how to come back. Nothing closes "
        "the case by itself: look at it after 30 days."
    ),
    "data_processing": CLOSING,
    "share_mission": _(
        "Nothing more may be sent to the other office. Ask it to stop using what it has received; this does "
        "not happen by itself."
    ),
    "share_provider": _(
        "Who works on the case is asked to have the provider stop and return or destroy what it received."
    ),
    "share_authority": _("Nothing more is disclosed. What was disclosed before stays on record."),
    "family_contact": _(
        "No tracing may begin and relatives are not contacted. A tracing under way does not pause by itself: "
        "have it stopped."
    ),
    "medical_exam": _("The health section is closed to further use. What the house needs for safety stays."),
    "medical_test": _("The health section is closed to further use. What the house needs for safety stays."),
    "medical_sharing": _(
        "The health section is closed to further use. What the house needs for safety stays."
    ),
    "photo_document": CLOSING,
    "shelter_stay": _("The stay ends when the person leaves. The bed is kept until then; nobody is put out."),
    "return": _(
        "No journey may begin. What is arranged does not end by itself: cancel it and tell those involved."
    ),
    "reintegration": _(
        "No plan may go on. One that is under way does not end by itself: discontinue it with the person."
    ),
    "follow_up": _("Nobody contacts the person any more."),
    "research": _("The case is left out of the next export on. Published totals stay as they are."),
    "media": _(
        "Nothing may be published any more. Have the publication stopped and copies recalled where possible, "
        "and note it."
    ),
}


# What is done about a reason; asking again is done about every other.
REMEDIES: dict[str, str | Promise] = {
    "form_signed": _("Have it signed"),
    "paper": _("Confirm in writing"),
    "guardian": _("Ask guardian or authority"),
    "suspect": _("Ask guardian or authority"),
    "recipient": _("Ask about this recipient"),
}
# In this order at the top of the page: the standing, and its tone.
STANDINGS: dict[str, tuple[str | Promise, str]] = {
    "agreed": (_("Agreed"), "done"),
    "limited": (_("Agreed with limits"), "done"),
    "weak": (_("Not enough yet"), "later"),
    "ending": (_("Ends soon"), "later"),
    "ended": (_("Ended"), "later"),
    "stopped": (_("Refused or withdrawn"), "stop"),
    "missing": (_("Not asked yet"), "plain"),
}


@dataclass(frozen=True)
class Reason:
    """Why a consent does not cover everything yet, and what is done about it."""

    text: str | Promise
    remedy: str | Promise = _("Ask again")


@dataclass(frozen=True)
class State:
    """Where one kind of consent stands today; `standing` is one of STANDINGS."""

    kind: str
    label: Any
    status: Any
    tone: str
    standing: str
    reasons: tuple[Reason, ...] = ()
    can_withdraw: bool = False
    asked: bool = True
    until: date | None = None
    limits: str = ""


@dataclass(frozen=True)
class Group:
    """Kinds that stand alike, for the glance at the top."""

    label: str | Promise
    tone: str
    states: list[State]


@dataclass
class Overview:
    """Every kind of consent; `rows` are all records, newest first."""

    rows: list[ConsentRecord]
    states: list[State] = field(default_factory=list)
    more: list[State] = field(default_factory=list)
    may_record: bool = False

    @property
    def glance(self) -> list[Group]:
        """Every kind by how it stands, in the order in which one looks."""
        states = [*self.states, *self.more]
        groups = [
            Group(label, tone, [state for state in states if state.standing == standing])
            for standing, (label, tone) in STANDINGS.items()
        ]
        return [group for group in groups if group.states]

    @property
    def first_is_open(self) -> bool:
        """Whether the interview has never been asked about."""
        return not any(row.consent_type in FIRST for row in self.rows)

    @property
    def more_is_open(self) -> bool:
        """Whether one of the further kinds has been recorded, so that they are not folded away."""
        return any(row.consent_type not in FIRST for row in self.rows)


def overview(case: Case, user: User) -> Overview:
    """The state of every kind for this reader. One query for the records, two for what they are held against."""
    found = ConsentRecord.objects.filter(case=case).select_related("recorded_by", "wording")
    rows = list(found.defer("wording__picture").with_order().order_by("-recorded_at", "-pk"))
    not_counting = {row.error_of_id for row in rows if row.error_of_id}
    counting = [row for row in rows if not row.error_of_id and row.pk not in not_counting]
    newest = {row.consent_type: row for row in sorted(counting, key=attrgetter(*IN_ORDER))}
    may_record = access.may(user, Permission.CONSENT_RECORD, case)
    verdicts = consents.standing(case, newest)
    today = case.office.today()
    soon = today + timedelta(days=setting("cases.consent_warning_days", case.office_id))
    offered = child_beside.asked_of(case)
    states = [
        _state(kind, newest.get(kind), verdicts.get(kind), may_record, today, soon)
        for kind in dictionary.codes("consent_type")
        if kind in offered or kind in newest
    ]
    return Overview(
        rows,
        [state for state in states if state.kind in FIRST],
        [state for state in states if state.kind not in FIRST],
        may_record,
    )


def _state(
    kind: str,
    row: ConsentRecord | None,
    verdict: consents.Validity | None,
    may_record: bool,
    today: date,
    soon: date,
) -> State:
    label = dictionary.code_label("consent_type", kind)
    if row is None or verdict is None:
        unasked = dictionary.code_label("consent_status", "not_asked")
        return State(kind, label, unasked, "plain", "missing", asked=False)
    granted, until = row.consent_status in GRANTED, row.consent_valid_until
    asked_again = granted or row.consent_status == "not_able"
    codes = [*(verdict.codes if asked_again else ()), *(["paper"] if consents.waits_for_paper(row) else ())]
    standing = _standing(row, codes, soon)
    reasons = tuple(
        Reason(CONFIRM_IN_WRITING if code == "paper" else REASONS[code], REMEDIES.get(code, Reason.remedy))
        for code in codes
    )
    return State(
        kind,
        label,
        dictionary.code_label("consent_status", stands(row.consent_status, until, today)),
        TONES.get(row.consent_status, "plain") if standing in ("agreed", "limited", "stopped") else "later",
        standing,
        reasons,
        granted and may_record,
        until=until if granted else None,
        limits=row.consent_limits if granted else "",
    )


def _standing(row: ConsentRecord, codes: list[str], soon: date) -> str:
    status = row.consent_status
    if status not in GRANTED:
        return "stopped" if status in ("refused", "withdrawn") else "weak"
    if "expired" in codes:
        return "ended"
    if codes:
        return "weak"
    if row.consent_valid_until and row.consent_valid_until <= soon:
        return "ending"
    return "limited" if status == "granted_limited" else "agreed"


@dataclass(frozen=True)
class Entry:
    """One record on the time line."""

    title: str
    byline: str
    at: datetime
    text: str
    tag: str = ""
    url: str = ""
    link: str = ""


def counting_row(case: Case, number: UUID) -> ConsentRecord | None:
    """One record of the case that can have been an error: it counts, and no rule wrote it."""
    rows = ConsentRecord.objects.counting().filter(case=case, pk=number)
    found: ConsentRecord | None = rows.exclude(consent_status__in=consents.ENDED_BY_RULE).first()
    return found


def timeline(rows: list[ConsentRecord], *, may_record: bool) -> list[Entry]:
    """Every record in words, newest first; one entered in error stays, and says so."""
    errors = {row.error_of_id for row in rows if row.error_of_id}
    return [_entry(row, row.pk in errors, may_record) for row in rows]


def _entry(row: ConsentRecord, is_error: bool, may_record: bool) -> Entry:
    title = gettext("%(kind)s: %(status)s") % {
        "kind": dictionary.code_label("consent_type", row.consent_type),
        "status": dictionary.code_label("consent_status", row.consent_status),
    }
    at = timezone.localtime(row.recorded_at)
    if row.error_of_id:
        told = gettext("%(entry)s. Marked as entered in error") % {"entry": title}
        return Entry(told, row.recorded_by.display_name if row.recorded_by else "", at, row.error_reason)
    details = [
        f"{dictionary.label(key)}: {say(dictionary.fields()[key], getattr(row, key))}"
        for key in ("consent_language", "consent_form", "consent_giver", "child_assent", "consent_limits")
        if getattr(row, key)
    ]
    if (said := timezone.localdate(row.consent_date)) != at.date():
        details.insert(
            0, f"{dictionary.label('consent_date')}: {say(dictionary.fields()['consent_date'], said)}"
        )
    if named := [one for one in row.consent_recipients or [] if not _is_number(one)]:
        details.append(f"{dictionary.label('consent_recipients')}: {', '.join(named)}")
    if row.on_paper:
        details.append(gettext("Entered from paper"))
    if row.by_telephone:
        details.append(gettext("Given by telephone"))
    if row.wording:
        version = {
            "number": row.wording.number,
            "language": dictionary.language_name(row.wording.language),
        }
        details.append(gettext("Read out: version %(number)s in %(language)s") % version)
    if row.consent_document:
        details.append(gettext("The signature is kept with the files"))
    may_mark = may_record and not is_error and row.consent_status not in consents.ENDED_BY_RULE
    return Entry(
        title,
        row.recorded_by.display_name if row.recorded_by else "",
        at,
        ". ".join(details),
        tag=gettext("Entered in error") if is_error else "",
        url=reverse("cases:consent_error", args=[row.case_id, row.pk]) if may_mark else "",
        link=gettext("Entered in error?"),
    )


def _is_number(recipient: Any) -> bool:
    """Whether it is the identifier of an organisation, whose name stands beside it."""
    try:
        UUID(str(recipient))
    except ValueError:
        return False
    return True
