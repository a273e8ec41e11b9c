"""Clocks of the protection of children that no source states [INF]."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.settings_register import Kind, define
from cases.inf_settings import INFERRED

GROUP = _("Children")
CONSENT = "consent.md 5 " + INFERRED
PRACTICE = "practice.md P15 " + INFERRED


def _number(key: str, default: int, highest: int, source: str, meaning: str | Promise) -> None:
    define(
        f"cases.{key}",
        default=default,
        kind=Kind.INTEGER,
        range=(1, highest),
        source=source,
        meaning=meaning,
        group=GROUP,
    )


_number(
    "guardian_days",
    3,
    30,
    CONSENT,
    _("Working days within which the authority is asked for a guardian of a child for whom nobody can act"),
)
_number(
    "best_interests_days",
    3,
    30,
    PRACTICE,
    _("Working days within which caseworker and supervisor assess the best interests of such a child"),
)
_number(
    "best_interests_panel_days",
    30,
    180,
    PRACTICE,
    _("Days within which a formal determination of best interests is asked for"),
)
_number(
    "best_interests_review_months",
    6,
    24,
    PRACTICE,
    _("Months after which a determination of best interests is reviewed, unless another day is set"),
)
_number(
    "of_age_days",
    30,
    120,
    CONSENT,
    _("Days within which somebody who has turned 18 is asked what guardians agreed to before"),
)
