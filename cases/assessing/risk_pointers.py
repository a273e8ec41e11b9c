"""Which answers of other sections feed an indicator of risk (notes of fields.csv, decision 0176)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cases import dictionary
from cases.assessing import risk_record
from cases.assessing.determination_record import opened_for, record_for
from cases.assessing.indicator_hints import Record
from cases.assessing.risk import indicators_told
from cases.record.pointers import Pointers

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case

Speaks = Callable[[Any], bool]


def _is_yes(value: Any) -> bool:
    return bool(value == "yes")


def _is_owed(value: Any) -> bool:
    return value is not None and value.amount > 0


def _among(*codes: str) -> Speaks:
    return lambda value: bool(set(codes) & set(value or ()))


# Indicator -> the answer that speaks for it.
FEEDS: tuple[tuple[str, str, Speaks], ...] = (
    ("trafficker_at_large", "perp_at_large", _is_yes),
    ("knows_home", "perp_knows_home", _is_yes),
    ("family_involved", "family_involved", _is_yes),
    ("family_involved", "recruiter_relation", _among("intimate_partner", "parent", "relative")),
    ("family_involved", "exploiter_type", _among("family")),
    ("organised_group", "exploiter_type", _among("criminal_group", "armed_group")),
    ("debt_outstanding", "debt_remaining", _is_owed),
    ("previously_trafficked", "trafficked_before", _is_yes),
    ("no_legal_stay", "expulsion_risk", _is_yes),
    ("self_harm", "suicide_risk", _is_yes),
)
SECTIONS_ASKED = tuple(dict.fromkeys(dictionary.fields()[key].section for _code, key, _speaks in FEEDS))


def fed(record: Record) -> dict[str, str]:
    """Indicator -> the field that speaks for it, among the answers given."""
    found: dict[str, str] = {}
    for code, key, speaks in FEEDS:
        rows = record.get(dictionary.fields()[key].section, ())
        if any(speaks(row.get(key)) for row in rows):
            found.setdefault(code, key)
    return found


def point(user: "User", case: "Case") -> Pointers:
    """Lines for the question of the indicators, and those that a new assessment begins with."""
    spoken = fed(record_for(user, case, SECTIONS_ASKED))
    told = indicators_told(risk_record.told_of(case))
    by_itself = _("counts by itself, from the record")
    lines = [f"{_label(code)}: {dictionary.label(key)}" for code, key in spoken.items()]
    lines += [f"{_label(code)}: {by_itself}" for code in dictionary.codes("risk_indicator") if code in told]
    ticked = [code for code in dictionary.codes("risk_indicator") if code in spoken or code in told]
    return Pointers(
        lines={"risk_indicators": lines} if lines else {},
        initial={"risk_type": "individual", "risk_indicators": ticked},
        opened=opened_for(user, case, SECTIONS_ASKED),
    )


def _label(code: str) -> str:
    return str(dictionary.code_label("risk_indicator", code))
