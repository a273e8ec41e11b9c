"""One assessment of a country or of a house as rows to read."""

from typing import TYPE_CHECKING, Any

from cases import dictionary
from cases.assessing import office_rules, risk
from cases.assessing.words import GENERIC_TITLES
from cases.forms.safety import TURNED, USUAL

if TYPE_CHECKING:
    from accounts.models import Office
    from cases.models import CountryRisk, FacilityRisk


def country_rows(row: "CountryRisk", office: "Office") -> dict[str, Any]:
    """The seven ratings in words, their sum, and the level as the office counts it."""
    level = risk.generic_level(row.scores, office_rules.risk_rules_at(office))
    rows = [
        {"label": label, "value": dict(TURNED if code in risk.REVERSED else USUAL)[row.scores[code]]}
        for code, label in dictionary.choices(risk.GENERIC_INDICATORS)
    ]
    return {"rows": rows, "total": sum(row.scores.values()), "level": GENERIC_TITLES[level]}


def house_rows(row: "FacilityRisk") -> list[dict[str, Any]]:
    """The six ratings in words, each with what is done about it."""
    usual = dict(USUAL)
    return [
        {
            "label": label,
            "value": usual[row.ratings[code]],
            "measure": row.measures.get(code, ""),
            "severe": row.ratings[code] == risk.HIGHEST_RATING,
        }
        for code, label in dictionary.choices(risk.AREAS)
    ]
