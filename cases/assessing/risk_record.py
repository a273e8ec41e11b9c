"""What the record holds for an assessment of risk: what it tells by itself, the country, and what is computed from it."""

from datetime import timedelta
from typing import TYPE_CHECKING

from cases.assessing import office_rules, risk, risk_levels, safety
from cases.assessing.risk import Assessed, Kind, Level, Told
from cases.assessing.risk_state import state_of
from cases.models import Case, CaseLawEnforcement, PersonBiodata, RiskAssessment, TraffickingExit
from cases.record import derive as rules

if TYPE_CHECKING:
    from cases.assessing.safety import CountryNow


def kind_of(row: RiskAssessment) -> Kind | None:
    """As what the row is assessed: without a type as individual; None for what is not about one person."""
    kinds = {"": Kind.INDIVIDUAL, "individual": Kind.INDIVIDUAL, "return": Kind.RETURN}
    return kinds.get(row.risk_type)


def told_of(case: Case) -> Told:
    """What counts whatever was ticked: the way out, cooperation, whether the trafficker knows, and the age."""
    modes = TraffickingExit.objects.plain().filter(case=case).values_list("exit_mode", flat=True).first()
    law = CaseLawEnforcement.objects.filter(case=case).first()
    majority = PersonBiodata.objects.plain().filter(case=case).values_list("majority_status", flat=True)
    return Told(
        exit_mode=frozenset(modes or ()),
        le_cooperation=law.le_cooperation if law else "",
        le_trafficker_aware=law.le_trafficker_aware if law else "",
        child=majority.first() == "minor",
    )


def country_of(case: Case, row: RiskAssessment) -> str:
    """The host country for an individual assessment, the country of return for one of return (risk.md 2)."""
    if kind_of(row) is Kind.RETURN:
        return row.generic_country or rules.home_country(PersonBiodata.objects.plain().get(case=case))
    here = PersonBiodata.objects.plain().filter(case=case).values_list("current_country", flat=True).first()
    return here or case.office.country


def country_now(case: Case, row: RiskAssessment) -> "CountryNow | None":
    """The valid assessment of that country; None where there is none, or it has run out."""
    found = safety.country_now(country_of(case, row), case.office)
    return found if found is not None and found.is_valid else None


def evaluate(case: Case, row: RiskAssessment) -> Assessed | None:
    """Score, floor, level and reasons as the case stands now; None for what is not about one person."""
    if (kind := kind_of(row)) is None:
        return None
    country = country_now(case, row)
    return risk.assess(
        kind=kind,
        ticked=row.risk_indicators or (),
        told=told_of(case),
        generic=country.level if country else None,
        rules=office_rules.risk_rules_at(case.office_id),
    )


def derive(case: Case, row: RiskAssessment) -> None:
    """Set what is computed before the row is saved: score, level, the level that counts, the next review, the reasons.

    Raised or lowered by somebody before, the level goes on counting as far as the new one allows
    (risk_levels.final_after).
    """
    assessed = evaluate(case, row)
    row.risk_date = row.risk_date or case.office.today()
    if assessed is None:
        return
    row.is_newly_assessed = not row.risk_level
    before = _level(row.risk_level_final)
    final = risk_levels.final_after(_level(row.risk_level), before, assessed)
    # What counted goes on counting until a supervisor lowers it: nobody lowers a level by taking a tick away, nor by
    # assessing again with fewer ticks.
    if row.is_newly_assessed and (standing := state_of(case).of(kind_of(row) or Kind.INDIVIDUAL)):
        is_older = standing.assessed_on is not None and row.risk_date < standing.assessed_on
        before = None if is_older else standing.level
    final = max(final, before or final)
    row.risk_score, row.risk_level = assessed.score, assessed.computed.code
    row.risk_immediate = assessed.immediate
    row.reasons = [[one.name, list(one.indicators), one.number] for one in assessed.reasons]
    if kind_of(row) is Kind.INDIVIDUAL:
        row.generic_country = country_of(case, row)
    country = country_now(case, row)
    row.generic_scores = dict(country.row.scores) if country else {}
    row.risk_level_final = final.code
    days = office_rules.review_days(final, case.office_id)
    row.risk_next_review = min(row.risk_date, case.office.today()) + timedelta(days=days)


def reasons_of(row: RiskAssessment) -> list[risk.Reason]:
    """The reasons that were computed when the row was saved."""
    return [risk.Reason(name, tuple(codes), number) for name, codes, number in row.reasons or ()]


def _level(code: str) -> Level | None:
    return Level.of(code) if code else None
