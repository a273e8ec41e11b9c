"""The numbers of determination.md and risk.md that no source states: weights, points, thresholds and clocks [INF]."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.settings_register import Kind, define
from cases import dictionary
from cases.assessing import determination, risk, risk_levels
from cases.assessing.determination import DIMENSIONS, Weight
from cases.assessing.risk import Generic, Level
from cases.inf_settings import INFERRED

RISK = "risk.md " + INFERRED
DETERMINATION = "determination.md " + INFERRED
WEIGHT_LABELS: Mapping[str, str | Promise] = {
    Weight.STRONG: _("Strong"),
    Weight.MEDIUM: _("Medium"),
    Weight.WEAK: _("Weak"),
    Weight.NOT_COUNTED: _("Not counted"),
}
PROFILES: Mapping[str, str | Promise] = {
    "adult": _("Weights of the indicators for an adult"),
    "child": _("Weights of the indicators for a child"),
}


def weight_key(profile: str, indicator: str) -> str:
    """The setting that holds an indicator's weight: profile `adult` or `child`, indicator as in `D5.documents`."""
    return f"cases.weight_{profile}_{indicator.lower().replace('.', '_')}"


def points_key(code: str) -> str:
    """The setting that holds the points of an indicator of risk."""
    return f"cases.risk_points_{code}"


def _number(key: str, default: int, highest: int, source: str, meaning: str | Promise) -> None:
    define(key, default=default, kind=Kind.INTEGER, range=(1, highest), source=source, meaning=meaning)


def _weights() -> None:
    for profile, title in PROFILES.items():
        for one in determination.indicators():
            list_name = DIMENSIONS[one.dimension]
            define(
                weight_key(profile, one.key),
                default=(one.adult if profile == "adult" else one.child).value,
                kind=Kind.CHOICE,
                range=tuple(weight.value for weight in Weight),
                source="indicators.csv [ILO09]",
                meaning=format_lazy(
                    "{dimension} – {label}",
                    dimension=one.dimension,
                    label=dictionary.code_label(list_name, one.code),
                ),
                labels=WEIGHT_LABELS,
                group=title,
            )


def _points() -> None:
    for code, row in risk.points_table().items():
        define(
            points_key(code),
            default=row.points,
            kind=Kind.INTEGER,
            range=(0, 20),
            source=RISK,
            meaning=dictionary.code_label("risk_indicator", code),
            group=_("Points of the indicators of risk"),
        )


def _thresholds() -> None:
    for level, default in risk.Rules().from_score.items():
        define(
            f"cases.risk_{level.code}_from",
            default=default,
            kind=Kind.INTEGER,
            range=(1, 100),
            source=RISK,
            meaning=format_lazy(
                "{text} {level}", text=_("Sum of points from which on:"), level=level_label(level)
            ),
            group=_("Levels of risk: sums, countries and clocks"),
        )
    for generic, least in risk.Rules().generic_from.items():
        define(
            f"cases.generic_{generic.value}_from",
            default=least,
            kind=Kind.INTEGER,
            range=(1, 21),
            source=RISK,
            meaning=_GENERIC_FROM[generic],
            group=_("Levels of risk: sums, countries and clocks"),
        )
    for generic, added in risk.Rules().modifier.items():
        define(
            f"cases.generic_{generic.value}_adds",
            default=added,
            kind=Kind.INTEGER,
            range=(0, 20),
            source=RISK,
            meaning=_GENERIC_ADDS[generic],
            group=_("Levels of risk: sums, countries and clocks"),
        )


def _clocks() -> None:
    for level in Level:
        define(
            f"cases.risk_{level.code}_review_days",
            default=risk_levels.REVIEW_DAYS[level],
            kind=Kind.INTEGER,
            range=(1, 90),
            source=RISK,
            meaning=format_lazy(
                "{text} {level}", text=_("Days until the next review:"), level=level_label(level)
            ),
            group=_("Levels of risk: sums, countries and clocks"),
        )
        define(
            f"cases.risk_{level.code}_action_hours",
            default=risk_levels.FIRST_ACTION_HOURS[level],
            kind=Kind.INTEGER,
            range=(1, 24 * 30),
            source=RISK,
            meaning=format_lazy(
                "{text} {level}", text=_("Hours until the first action:"), level=level_label(level)
            ),
            group=_("Levels of risk: sums, countries and clocks"),
        )


def level_label(level: Level) -> str | Promise:
    """The name of a level in the reader's language."""
    return dictionary.code_label("risk_level", level.code)


_GENERIC_FROM: Mapping[Generic, str | Promise] = {
    Generic.MEDIUM: _("Sum from which on a country is at medium risk"),
    Generic.HIGH: _("Sum from which on a country is at high risk"),
}
_GENERIC_ADDS: Mapping[Generic, str | Promise] = {
    Generic.LOW: _("Points that a country at low risk adds"),
    Generic.MEDIUM: _("Points that a country at medium risk adds"),
    Generic.HIGH: _("Points that a country at high risk adds"),
}

_weights()
_points()
_thresholds()
_clocks()
_number(
    "cases.second_person_days",
    5,
    30,
    DETERMINATION,
    _("Working days within which a second person looks at a determination"),
)
_number("cases.country_risk_months", 12, 36, RISK, _("Months for which the assessment of a country is valid"))
_number(
    "cases.facility_warns_from",
    3,
    3,
    RISK,
    _("Rating of one area of a house from which on every new stay is warned of"),
)
_number(
    "cases.retrafficking_flags",
    2,
    6,
    RISK,
    _("Flags of being trafficked again that call for a review of the plan"),
)
_number(
    "cases.retrafficking_review_days",
    7,
    60,
    RISK,
    _("Days within which the plan is reviewed when such flags are there"),
)
_number(
    "cases.hint_weekly_hours",
    60,
    168,
    DETERMINATION,
    _("Hours of work in a week above which long hours are hinted at"),
)
_number(
    "cases.hint_wage_factor",
    2,
    20,
    DETERMINATION,
    _("How many times the wage received the promised one must exceed to be hinted at"),
)
_number(
    "cases.risk_urgent_event_hours",
    24,
    240,
    RISK,
    _("Hours until a new assessment of risk after a threat, an arrest or a release"),
)
_number(
    "cases.risk_lower_hours",
    72,
    240,
    RISK,
    _("Hours until a supervisor has decided whether a level of risk that was assessed lower may come down"),
)
_number(
    "cases.risk_event_hours",
    72,
    240,
    RISK,
    _("Hours until a new assessment of risk after any other event that calls for one"),
)
