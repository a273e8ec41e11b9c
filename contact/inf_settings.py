"""Values of this app that an office may set."""

from django.utils.translation import gettext_lazy as _

from accounts.settings_register import Kind, define

define(
    "contact.enquiry_days",
    default=14,
    kind=Kind.INTEGER,
    range=(1, 90),
    source="practice.md P8",
    meaning=_("Days after which an enquiry that became no case is erased"),
)
define(
    "contact.enquiry_warning_days",
    default=3,
    kind=Kind.INTEGER,
    range=(1, 30),
    source="practice.md P8 [INF]",
    meaning=_("Days before its erasure on which the person who took an enquiry is reminded"),
)
define(
    "contact.group_rows",
    default=200,
    kind=Kind.INTEGER,
    # Eight columns a row: more would be more than the fields one request may have.
    range=(10, 240),
    source="practice.md P9 [INF]",
    meaning=_("People one table of a group may hold"),
)
define(
    "contact.groups_listed",
    default=100,
    kind=Kind.INTEGER,
    range=(10, 1000),
    source="[INF]",
    meaning=_("Groups shown in the list, the newest first"),
)
