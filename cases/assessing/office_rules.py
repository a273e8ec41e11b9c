"""The numbers an office has set for determinations and risk, as the pure functions take them."""

from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from accounts.settings_register import kept
from accounts.settings_register import value as setting
from cases.assessing import determination
from cases.assessing.determination import Weight, Weights
from cases.assessing.indicator_hints import Limits
from cases.assessing.inf_assessments import points_key, weight_key
from cases.assessing.risk import Generic, Level, Rules, points_table

if TYPE_CHECKING:
    from accounts.models import Office


def weights_at(office: "Office | UUID", *, child: bool) -> Weights:
    """The weight of every indicator at an office, for the profile of an adult or of a child."""
    profile = "child" if child else "adult"
    with kept():
        return {
            one.key: Weight(setting(weight_key(profile, one.key), office))
            for one in determination.indicators()
        }


def risk_rules_at(office: "Office | UUID") -> Rules:
    """Points, thresholds and what a country adds."""
    with kept():
        return Rules(
            points={code: setting(points_key(code), office) for code in points_table()},
            from_score={
                level: setting(f"cases.risk_{level.code}_from", office)
                for level in (Level.ELEVATED, Level.HIGH, Level.EXTREME)
            },
            modifier={one: setting(f"cases.generic_{one.value}_adds", office) for one in Generic},
            generic_from={
                one: setting(f"cases.generic_{one.value}_from", office)
                for one in (Generic.MEDIUM, Generic.HIGH)
            },
        )


def hint_limits_at(office: "Office | UUID") -> Limits:
    """Where long hours and a broken promise of wages begin."""
    return Limits(
        weekly_hours=Decimal(setting("cases.hint_weekly_hours", office)),
        wage_factor=Decimal(setting("cases.hint_wage_factor", office)),
    )


def review_days(level: Level, office: "Office | UUID") -> int:
    """Days until a level is looked at again."""
    return int(setting(f"cases.risk_{level.code}_review_days", office))


def action_hours(level: Level, office: "Office | UUID") -> int:
    """Hours until the first action on a level."""
    return int(setting(f"cases.risk_{level.code}_action_hours", office))
