"""What every page of a case shows around its content."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from cases import access, alerts, case_tasks, dictionary, panels
from cases.access_page import MAY_SEE
from cases.assessing import risk, risk_state
from cases.assessing.risk_page import TONES as RISK_TONES
from cases.assessing.words import GENERIC_TITLES
from cases.child import record as child_record
from cases.consent import page as consent_page
from cases.interview import page as interview_page
from cases.interview import reactions
from cases.models import Case

register = template.Library()

TONES = {"screening": "now", "active": "done", "follow_up": "later", "suspended": "later", "closed": "plain"}


@dataclass(frozen=True)
class Tab:
    """A part of the case: a link above its content."""

    key: str
    label: Any
    url: str


@register.inclusion_tag("components/identity_bar.html", takes_context=True)
def identity_bar(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """Reference, code name, age band, office and flags. Never a name: this bar stands on every page of a case."""
    tags = [
        {"text": dictionary.code_label("case_status", case.status), "tone": TONES.get(case.status, "plain")}
    ]
    if case.restricted_case:
        tags.append({"text": _("Restricted"), "tone": "stop"})
    if case.location_locked:
        tags.append({"text": _("Location locked"), "tone": "stop"})
    if case.is_closed_to_use:
        tags.append({"text": _("File closed"), "tone": "stop"})
    age = child_record.age_shown(case)
    if age.majority == "minor":
        in_doubt = age.dispute in ("presumed_child", "assessment_pending")
        tags.insert(0, {"text": _("Presumed a child") if in_doubt else _("Child"), "tone": "now"})
    tags += _risk_tags(case)
    warned = alerts.told(context["request"].user, case)
    return {
        "alerts": warned,
        "alerts_url": reverse("cases:alerts", args=[case.pk]),
        "case": {"reference": case.reference, "code_name": case.person.code_name},
        "facts": [
            {"label": _("Age"), "value": dictionary.code_label("age_band", age.band)},
            {"label": _("Office"), "value": case.office.name, "wide": True},
            {"label": _("Responsible"), "value": case.owner.display_name, "wide": True},
        ],
        "tags": tags,
    }


def _risk_tags(case: Case) -> list[dict[str, Any]]:
    """The level of risk, and when something is due next. The level says nothing of why."""
    level = risk_state.state_of(case).level
    text = dictionary.code_label("risk_level", level.code) if level else _("Risk not assessed")
    tags = [{"text": text, "tone": RISK_TONES[level] if level else "later"}]
    due = case_tasks.next_due(case)
    if due is not None:
        zone = case.office.zone
        day = formats.date_format(due.astimezone(zone), "SHORT_DATE_FORMAT")
        late = due < timezone.now()
        text = _("Overdue since %(day)s") if late else _("Next due %(day)s")
        tags.append({"text": text % {"day": day}, "tone": "stop" if late else "plain"})
    return tags


@register.simple_tag
def case_crumbs(case: Case) -> list[dict[str, str]]:
    """The way back from a page of a case."""
    return [
        {"label": _("Cases"), "url": reverse("cases:list")},
        {"label": case.reference, "url": reverse("cases:case", args=[case.pk])},
    ]


@register.simple_tag(takes_context=True)
def case_tabs(context: dict[str, Any], case: Case) -> list[Tab]:
    """The parts of the case this person may see: the house's own and those of upper apps."""
    user = context["request"].user
    tabs = [Tab("record", _("Record"), reverse("cases:case", args=[case.pk]))]
    # Also of a closed file: there the person can agree again.
    if access.may(user, consent_page.MAY_SEE, case) or case.is_closed_to_use:
        tabs.append(Tab("consent", _("Consent"), reverse("cases:consent", args=[case.pk])))
    if access.may(user, Permission.DOCUMENT_READ, case):
        tabs.append(Tab("files", _("Files"), reverse("cases:files", args=[case.pk])))
    if access.may(user, Permission.CONFIDENTIAL_READ, case):
        tabs.append(Tab("determination", _("Determination"), reverse("cases:determination", args=[case.pk])))
    if access.may(user, Permission.RESTRICTED_READ, case):
        tabs.append(Tab("risk", _("Risk"), reverse("cases:risk", args=[case.pk])))
    if (
        access.may(user, Permission.RESTRICTED_READ, case)
        and child_record.age_shown(case).majority == "minor"
    ):
        tabs.append(Tab("child", _("Child"), reverse("cases:child", args=[case.pk])))
    tabs += [
        Tab(panel.key, panel.title, reverse("cases:panel", args=[case.pk, panel.key]))
        for panel in panels.panels_for(user, case)
    ]
    if access.may(user, MAY_SEE, case):
        tabs.append(Tab("access", _("Who has access"), reverse("cases:access", args=[case.pk])))
    if access.may(user, Permission.AUDIT_OWN, case):
        tabs.append(Tab("history", _("History"), reverse("cases:history", args=[case.pk])))
    return tabs


@register.simple_tag(takes_context=True)
def interview_strip(context: dict[str, Any], case: Case) -> interview_page.Strip:
    """The interview under way, and what its reader may do about it."""
    return interview_page.strip_of(context["request"].user, case)


@register.simple_tag
def supportive_responses() -> list[reactions.Supportive]:
    """Reactions with what helps, for the cards beside a form."""
    return reactions.supportive()


@register.simple_tag(takes_context=True)
def may_erase(context: dict[str, Any], case: Case) -> bool:
    """Whether this person may ask for and confirm the erasure of the case."""
    return access.may(context["request"].user, Permission.CASE_ERASE, case)


@register.filter
def code(row: Any, code_list: str) -> Any:
    """The label of a code: `{{ case|code:"case_status" }}`; the attribute is named like the list, or `status`."""
    name = code_list if hasattr(row, code_list) else "status"
    return dictionary.code_label(code_list, getattr(row, name))


@register.simple_tag
def country_name(code: str) -> Any:
    """The country's name in the reader's language."""
    return dictionary.country_label(code)


@register.simple_tag
def country_names(codes: list[str]) -> str:
    """Several countries in the reader's language."""
    return ", ".join(str(dictionary.country_label(code)) for code in codes)


@register.simple_tag
def security_area(code: str) -> Any:
    """The name of an area of the safety of a house."""
    return dictionary.code_label("security_area", code)


@register.simple_tag
def country_level(level: risk.Generic) -> Any:
    """The level of a country in words."""
    return GENERIC_TITLES[level]


@register.filter
def risk_level(level: risk.Level) -> Any:
    """The name of a level of risk."""
    return dictionary.code_label("risk_level", level.code)
