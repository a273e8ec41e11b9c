"""What the consent page shows: where each kind stands, what was recorded, what a withdrawal would do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from accounts.settings_register import value as setting
from cases import access, dictionary
from cases.child import beside as child_beside
from cases.consent import clock, consents, effects
from cases.consent.validity import GRANTED, ONE_USE, REASONS, stands
from cases.consent.words import CONFIRM_IN_WRITING, REMEDIES, STANDINGS
from cases.field_permissions import area_of
from cases.models import Case, ConsentRecord, ConsentUse
from cases.models.consent import IN_ORDER
from cases.record.reading import say

MAY_SEE = area_of("consent_status").read
UNDECIDED = _(
    "The person said no to what had been agreed to, and nothing followed. Withdraw it, so that everything follows, or "
    "mark the no as entered in error."
)
FIRST = ("screening_interview", "data_processing")
TONES = {
    "granted": "done",
    "granted_limited": "done",
    "refused": "stop",
    "withdrawn": "stop",
    "not_able": "later",
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
    can_use: bool = False
    used: str = ""


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
    withdrawn: list[effects.Withdrawn] = field(default_factory=list)
    uses: dict[Any, str] = field(default_factory=dict)

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
    """The state of every kind for this reader. One query for the records, two for what they are held against, one for
    what a withdrawal left to be done.
    """
    found = ConsentRecord.objects.filter(case=case).select_related("recorded_by", "wording")
    rows = list(found.defer("wording__picture").with_order().order_by("-recorded_at", "-pk"))
    not_counting = {row.error_of_id for row in rows if row.error_of_id}
    counting = [row for row in rows if not row.error_of_id and row.pk not in not_counting]
    newest = {row.consent_type: row for row in sorted(counting, key=attrgetter(*IN_ORDER))}
    may_record = access.may(user, Permission.CONSENT_RECORD, case)
    verdicts = consents.standing(case, newest)
    today = case.office.today()
    soon = today + timedelta(days=setting("cases.consent_warning_days", case.office_id))
    offered, uses = child_beside.asked_of(case), _uses(case, counting)
    refused = any(row.consent_status == "refused" for row in newest.values())
    undecided = clock.without_effect(case) if refused else frozenset()
    states = [
        _state(kind, newest.get(kind), verdicts.get(kind), may_record, today, soon, uses, undecided)
        for kind in dictionary.codes("consent_type")
        if kind in offered or kind in newest
    ]
    return Overview(
        rows,
        [state for state in states if state.kind in FIRST],
        [state for state in states if state.kind not in FIRST],
        may_record,
        effects.of_withdrawn(case, newest.values(), may_record=may_record),
        uses,
    )


def _uses(case: Case, rows: list[ConsentRecord]) -> dict[Any, str]:
    """What each consent to one use was used for, in words; no query where there is none."""
    if not any(row.consent_type in ONE_USE and row.consent_status in GRANTED for row in rows):
        return {}
    return {
        use.consent_id: gettext("Used on %(day)s for: %(what)s")
        % {"day": date_format(use.used_on, "DATE_FORMAT"), "what": use.used_for}
        for use in ConsentUse.objects.filter(case=case)
    }


def _state(
    kind: str,
    row: ConsentRecord | None,
    verdict: consents.Validity | None,
    may_record: bool,
    today: date,
    soon: date,
    uses: Mapping[Any, str],
    undecided: frozenset[str],
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
    if kind in undecided:
        standing, reasons = "weak", (Reason(UNDECIDED, _("Decide")), *reasons)
    return State(
        kind,
        label,
        dictionary.code_label("consent_status", stands(row.consent_status, until, today)),
        TONES.get(row.consent_status, "plain") if standing in ("agreed", "limited", "stopped") else "later",
        standing,
        reasons,
        (granted or kind in undecided) and may_record,
        until=until if granted else None,
        limits=row.consent_limits if granted else "",
        can_use=may_record and granted and kind in ONE_USE and row.pk not in uses and "expired" not in codes,
        used=uses.get(row.pk, ""),
    )


def _standing(row: ConsentRecord, codes: list[str], soon: date) -> str:
    status = row.consent_status
    if status not in GRANTED:
        return "stopped" if status in ("refused", "withdrawn") else "weak"
    if "expired" in codes or "used" in codes:
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


def timeline(
    rows: list[ConsentRecord], *, may_record: bool, uses: Mapping[Any, str] | None = None
) -> list[Entry]:
    """Every record in words, newest first; one entered in error stays, and says so."""
    errors = {row.error_of_id for row in rows if row.error_of_id}
    return [_entry(row, row.pk in errors, may_record, (uses or {}).get(row.pk, "")) for row in rows]


def _entry(row: ConsentRecord, is_error: bool, may_record: bool, used: str) -> Entry:
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
    if used:
        details.append(used)
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
