"""What must follow from a saved answer, in the same transaction: derived values, fullness, the search card."""

from typing import TYPE_CHECKING, Any

from accounts.settings_register import value as setting
from cases.assessing import determination_record, risk_record
from cases.child import suspicion
from cases.finding import cards
from cases.models import (
    Case,
    CaseClosure,
    CaseLegalStatus,
    ChildProtection,
    Determination,
    Exploitation,
    IdentityDocument,
    Interview,
    PersonBiodata,
    PersonEducation,
    RepeatedPart,
    RiskAssessment,
    SectionRow,
    Trafficking,
    TransitLeg,
)
from cases.models.scoped import EMPTY, set_quietly
from cases.record import conditions, regions
from cases.record import derive as rules
from cases.record.conditions import Surroundings
from cases.section import Section
from cases.sections import SECTIONS
from vault.envelope import VaultError
from vault.sealed import SealedModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from accounts.models import User

HOME_FIELDS = frozenset({"habitual_residence_country", "citizenship", "birth_country"})
AGE_FIELDS = frozenset({"birth_date", "age_at_registration", "age_dispute"})


def clean(row: SealedModel, key: str, given: Any) -> Any:
    """The value as the field keeps it. Raises ValidationError for what the field cannot hold at all."""
    field: Any = row._meta.get_field(key)
    if given in EMPTY:
        return None if field.null else field.get_default()
    return field.clean(given, row)


def begin(row: RepeatedPart, actor: "User") -> None:
    """What a new entry says of itself: who made it, unless the calling action named somebody else."""
    if isinstance(row, Interview):
        row.interviewer = row.interviewer or actor
    if isinstance(row, RiskAssessment):
        row.risk_assessor = row.risk_assessor or actor


def derive(case: Case, section: Section, row: SectionRow) -> None:
    """Set the derived values and the fullness of a row that is about to be saved."""
    biodata = row if isinstance(row, PersonBiodata) else PersonBiodata.objects.get(case=case)
    if compute := _COMPUTED.get(type(row)):
        compute(case, row, biodata)
    regions.derive(case, row)
    around = Surroundings.of(case, biodata.majority_status)
    row.filled = conditions.quarters_filled(section, row, around)


def _derive_case(_case: Case, row: Any, _biodata: PersonBiodata) -> None:
    row.referring_organisation_type = rules.referring_organisation_type(row.referral_source)


def _derive_person(case: Case, row: Any, _biodata: PersonBiodata) -> None:
    _note_majority(case, row)
    rules.derive_biodata(row, case.registration_date, case.office.today())


def _derive_episode(_case: Case, row: Any, biodata: PersonBiodata) -> None:
    rules.derive_exploitation(row, rules.home_country(biodata))


def _derive_recruitment(_case: Case, row: Any, biodata: PersonBiodata) -> None:
    row.majority_at_entry = rules.majority_at_entry(row, biodata)


def _derive_leg(_case: Case, row: Any, _biodata: PersonBiodata) -> None:
    row.leg_number = row.number if row.leg_number is None else row.leg_number


def _derive_child(case: Case, row: Any, biodata: PersonBiodata) -> None:
    suspicion.note(row)
    row.bid_required = rules.bid_required(
        biodata.majority_status, _stay_preference(case), row.child_accompaniment
    )


def _derive_closure(case: Case, row: Any, biodata: PersonBiodata) -> None:
    years, age = (int(setting(f"cases.retention_{name}", case.office_id)) for name in ("years", "child_age"))
    row.retention_until = rules.retention_until(row.closure_date, biodata.birth_date, years, age)


def _derive_determination(case: Case, row: Any, _biodata: PersonBiodata) -> None:
    determination_record.derive(case, row)


def _derive_risk(case: Case, row: Any, _biodata: PersonBiodata) -> None:
    risk_record.derive(case, row)


_COMPUTED: dict[type[SectionRow], "Callable[[Case, Any, PersonBiodata], None]"] = {
    Case: _derive_case,
    PersonBiodata: _derive_person,
    Exploitation: _derive_episode,
    Trafficking: _derive_recruitment,
    TransitLeg: _derive_leg,
    ChildProtection: _derive_child,
    CaseClosure: _derive_closure,
    Determination: _derive_determination,
    RiskAssessment: _derive_risk,
}


def follow(case: Case, section: Section, row: SectionRow, changed: set[str]) -> None:
    """Update the other rows that depend on what changed in `row`, which has just been saved."""
    if section.key == "registration" and "registration_date" in changed:
        biodata = PersonBiodata.objects.get(case=case)
        _rederive_person(case, biodata)
        _rederive_entry(case, biodata)
    elif isinstance(row, PersonBiodata):
        _follow_person(case, row, changed)
    elif isinstance(row, Exploitation | TransitLeg):
        rescope(case)
    elif isinstance(row, IdentityDocument) and changed & cards.INDEXED:
        cards.index(case, PersonBiodata.objects.get(case=case))
    elif isinstance(row, CaseLegalStatus) and "stay_preference" in changed:
        _rederive_child(case, PersonBiodata.objects.get(case=case), row.stay_preference)


def _follow_person(case: Case, row: PersonBiodata, changed: set[str]) -> None:
    if changed & HOME_FIELDS:
        _rederive_episodes(case, rules.home_country(row))
    if changed & AGE_FIELDS:
        _refill_education(case, row)
        _rederive_entry(case, row)
        _rederive_child(case, row, _stay_preference(case))
    if changed & cards.INDEXED:
        cards.index(case, row)


def rescope(case: Case) -> None:
    """Compute the case's scope and countries of transit again from its episodes and legs."""
    before = case.trafficking_scope, case.transit_countries
    home = rules.home_country(PersonBiodata.objects.plain().get(case=case))
    rules.derive_journey(
        case,
        Exploitation.objects.plain().filter(case=case),
        TransitLeg.objects.plain().filter(case=case),
        home,
    )
    if (case.trafficking_scope, case.transit_countries) != before:
        set_quietly(case, trafficking_scope=case.trafficking_scope, transit_countries=case.transit_countries)


def refill(case: Case, sections: "Iterable[str]") -> None:
    """Count the fullness of sections again after something outside them changed, for example a consent.

    A row that does not open keeps its count: it is reported where somebody reads it, and stands in no decision's way.
    """
    biodata = PersonBiodata.objects.plain().get(case=case)
    around = Surroundings.of(case, biodata.majority_status)
    for key in sections:
        section = SECTIONS[key]
        for row in [case] if key == "registration" else section.rows_of(case):
            try:
                filled = conditions.quarters_filled(section, row, around)
            except VaultError:
                continue
            if filled != row.filled:
                set_quietly(row, filled=filled)


def _stay_preference(case: Case) -> str:
    row = CaseLegalStatus.objects.filter(case=case).first()
    return row.stay_preference if row else ""


def _note_majority(case: Case, biodata: PersonBiodata) -> None:
    """What the person was held to be before an action began; cases.actions.child_age follows a change of it."""
    case.majority_before = case.majority_before or biodata.majority_status


def _rederive_person(case: Case, biodata: PersonBiodata) -> None:
    _note_majority(case, biodata)
    rules.derive_biodata(biodata, case.registration_date, case.office.today())
    set_quietly(
        biodata,
        **{name: getattr(biodata, name) for name in ("age_at_registration", "age_band", "majority_status")},
    )


def grow_up(case: Case, biodata: PersonBiodata, today: "date") -> bool:
    """Compute the majority again; whether it changed, with everything that follows from it."""
    before = biodata.majority_status
    _note_majority(case, biodata)
    rules.derive_biodata(biodata, case.registration_date, today)
    if biodata.majority_status == before:
        return False
    set_quietly(biodata, majority_status=biodata.majority_status)
    _refill_education(case, biodata)
    _rederive_child(case, biodata, _stay_preference(case))
    return True


def _rederive_episodes(case: Case, home: str) -> None:
    for episode in Exploitation.objects.plain().filter(case=case):
        crossed = rules.crossed_border(episode.exp_country, home)
        if crossed != episode.exp_trafficking_scope:
            set_quietly(episode, exp_trafficking_scope=crossed)
    rescope(case)


def _rederive_entry(case: Case, biodata: PersonBiodata) -> None:
    for row in Trafficking.objects.filter(case=case):
        majority = rules.majority_at_entry(row, biodata)
        if majority != row.majority_at_entry:
            set_quietly(row, majority_at_entry=majority)


def _rederive_child(case: Case, biodata: PersonBiodata, stay_preference: str) -> None:
    for row in ChildProtection.objects.plain().filter(case=case):
        required = rules.bid_required(biodata.majority_status, stay_preference, row.child_accompaniment)
        if required != row.bid_required:
            set_quietly(row, bid_required=required)


def _refill_education(case: Case, biodata: PersonBiodata) -> None:
    education = PersonEducation.objects.get(case=case)
    around = Surroundings.of(case, biodata.majority_status)
    filled = conditions.quarters_filled(SECTIONS["education"], education, around)
    if filled != education.filled:
        set_quietly(education, filled=filled)
