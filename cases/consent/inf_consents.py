"""Times of consent that an office may set (practice.md P4)."""

from django.utils.translation import gettext_lazy as _

from accounts.settings_register import Kind, define

INFERRED = "[INF]"
LONGEST_WARNING = 90

define(
    "cases.return_confirmed_hours",
    default=24,
    kind=Kind.INTEGER,
    range=(1, 72),
    source="consent.md 2",
    meaning=_("Hours before a departure within which the person agrees to the return once more"),
)
define(
    "cases.consent_able_hours",
    default=72,
    kind=Kind.INTEGER,
    range=(24, 72),
    source="consent.md 6",
    meaning=_("Hours after which somebody who was not able to decide is asked again"),
)
define(
    "cases.consent_weak_hours",
    default=72,
    kind=Kind.INTEGER,
    range=(1, 336),
    source="consent.md 6 " + INFERRED,
    meaning=_("Hours within which a consent that was not given freely is asked again"),
)
define(
    "cases.consent_paper_hours",
    default=336,
    kind=Kind.INTEGER,
    range=(24, 2160),
    source="practice.md P13 " + INFERRED,
    meaning=_("Hours within which a spoken consent to sharing is confirmed in writing, when that is safe"),
)
define(
    "cases.exception_hours",
    default=72,
    kind=Kind.INTEGER,
    range=(1, 336),
    source="consent.md 7 " + INFERRED,
    meaning=_("Hours within which what two people agreed to may be told without consent"),
)
define(
    "cases.exception_tell_days",
    default=14,
    kind=Kind.INTEGER,
    range=(1, 180),
    source="consent.md 7 " + INFERRED,
    meaning=_("Days after which somebody looks again whether the person can safely be told of it"),
)
define(
    "cases.consent_warning_days",
    default=14,
    kind=Kind.INTEGER,
    range=(1, LONGEST_WARNING),
    source=INFERRED,
    meaning=_("Days before a consent ends on which the responsible worker is told"),
)

define(
    "cases.withdrawal_days",
    default=3,
    kind=Kind.INTEGER,
    range=(1, 30),
    source="consent.md 4 " + INFERRED,
    meaning=_("Days within which what a withdrawal leaves to be done by hand is done"),
)
define(
    "cases.withdrawal_urgent_days",
    default=1,
    kind=Kind.INTEGER,
    range=(1, 7),
    source="consent.md 4 " + INFERRED,
    meaning=_("The same for what cannot wait: a journey, a publication, a search for relatives, a test"),
)
define(
    "cases.withdrawal_closure_days",
    default=30,
    kind=Kind.INTEGER,
    range=(1, 180),
    source="consent.md 4",
    meaning=_("Days of follow-up after somebody wanted no more help, before the case is closed"),
)
