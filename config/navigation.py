"""The main navigation: which page families a person sees, in which order."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission


class Family(NamedTuple):
    """A page family: where it starts, what it is called, which permissions open it (any of them)."""

    url_name: str
    label: Promise
    permissions: tuple[Permission, ...]
    counts: str = ""  # context name of a number shown beside the label
    more: bool = False  # stands under "More": not everyday work


@dataclass(frozen=True)
class Item:
    """One link of the navigation as drawn."""

    url: str
    label: Promise
    current: bool  # this very page
    active: bool  # a page of this family
    counts: str
    more: bool


# Who asks or decides where it takes two people.
APPROVALS = (
    Permission.STAFF_APPROVE,
    Permission.STAFF_MANAGE,
    Permission.EXPORT_ASK,
    Permission.EXPORT_APPROVE,
    Permission.CASE_ERASE,
    Permission.KEY_OPERATE,
)
FAMILIES = (
    Family("home", _("Home"), (Permission.HOME_VIEW,)),
    Family("cases:find", _("Find or open"), (Permission.CASE_SEARCH,)),
    Family("cases:list", _("Cases"), (Permission.CASE_LIST,)),
    Family("agenda:agenda", _("Agenda"), (Permission.CASE_VIEW,)),
    Family("resources:desk", _("Requests"), (Permission.PROVIDER_ITEMS,)),
    Family("contact:enquiries", _("Enquiries"), (Permission.CASE_OPEN,), more=True),
    Family("contact:groups", _("Groups"), (Permission.CASE_OPEN,), more=True),
    Family("cases:blank_forms", _("Blank forms"), (Permission.SECTION_EDIT,), more=True),
    Family("cases:emergency", _("Emergency"), (Permission.CASE_BREAK_GLASS,), more=True),
    Family("cases:emergency_reviews", _("Reviews"), (Permission.BREAK_GLASS_REVIEW,), more=True),
    Family("cases:safety", _("Safety"), (Permission.SAFETY_VIEW,), more=True),
    Family("cases:places", _("Regions and places"), (Permission.CASE_EDIT,), more=True),
    Family("cases:places_merge", _("Places of your offices"), (Permission.OFFICE_MANAGE,), more=True),
    Family("cases:local_questions", _("Questions of the office"), (Permission.OFFICE_MANAGE,), more=True),
    Family("cases:interpreters", _("Interpreters"), (Permission.CASE_EDIT,), more=True),
    Family("resources:providers", _("Providers"), (Permission.PROVIDER_VIEW,), more=True),
    Family("cases:duplicates", _("Possible duplicates"), (Permission.DUPLICATE_OWN,), more=True),
    Family("cases:team", _("Team"), (Permission.SUPERVISE,), more=True),
    Family("reports:list", _("Reports"), (Permission.REPORT_RUN, Permission.REPORT_VIEW)),
    Family("exchange:list", _("Exports"), (Permission.EXPORT_ASK, Permission.EXPORT_APPROVE), more=True),
    Family(
        "reports:reading_room", _("Reading room"), (Permission.AUDIT_OFFICE, Permission.AUDIT_ALL), more=True
    ),
    Family("reports:technical_record", _("Technical record"), (Permission.AUDIT_TECHNICAL,), more=True),
    Family("redress:complaints", _("Complaints"), (Permission.COMPLAINT_HANDLE,), more=True),
    Family("redress:breaches", _("Breaches"), (Permission.BREACH_HANDLE,), more=True),
    Family("inbox", _("Inbox"), (Permission.INBOX_READ,), counts="unread_count"),
    Family("accounts:approvals", _("Approvals"), APPROVALS, counts="approvals_count"),
    Family("accounts:staff", _("Staff"), (Permission.STAFF_MANAGE,)),
    Family("operations", _("Operations"), (Permission.SYSTEM_OPERATE,)),
    Family("cases:laws", _("Laws of countries"), (Permission.SETTINGS_CHANGE,), more=True),
    Family("cases:wordings", _("Words of consent"), (Permission.SETTINGS_CHANGE,), more=True),
    Family("accounts:settings", _("Settings"), (Permission.SETTINGS_VIEW,), more=True),
)


def items_for(request: HttpRequest) -> list[Item]:
    """The families this person may enter. The longest address that begins the present one is active."""
    user = request.user
    if not user.is_authenticated:
        return []
    found: list[tuple[str, Family]] = []
    for family in FAMILIES:
        if any(user.can(permission) for permission in family.permissions):
            try:
                found.append((reverse(family.url_name), family))
            except NoReverseMatch:
                continue
    inside = [url for url, _family in found if url != "/" and request.path.startswith(url)]
    active = max(inside, key=len, default="/" if request.path == "/" else "")
    drawn = [
        Item(
            url,
            family.label,
            current=url == request.path,
            active=url == active,
            counts=family.counts,
            more=family.more,
        )
        for url, family in found
    ]
    # One page alone is no menu.
    hidden = [item for item in drawn if item.more]
    return drawn if len(hidden) > 1 else [replace(item, more=False) for item in drawn]
