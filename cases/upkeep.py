"""What must follow from a saved answer, in the same transaction: derived values, fullness, the search card."""

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from cases import cards, conditions
from cases import derive as rules
from cases.conditions import Surroundings
from cases.models import Case, Exploitation, PersonBiodata, PersonEducation, SectionRow, Trafficking
from cases.models.scoped import EMPTY, set_quietly
from cases.sections import SECTIONS, Section
from vault.sealed import SealedModel

if TYPE_CHECKING:
    from collections.abc import Iterable

HOME_FIELDS = frozenset({"habitual_residence_country", "citizenship", "birth_country"})


def clean(row: SealedModel, key: str, given: Any) -> Any:
    """The value as the field keeps it. Raises ValidationError for what the field cannot hold at all."""
    field: Any = row._meta.get_field(key)
    if given in EMPTY:
        return None if field.null else field.get_default()
    return field.clean(given, row)


def derive(case: Case, section: Section, row: SectionRow) -> None:
    """Set the derived values and the fullness of a row that is about to be saved."""
    biodata = row if isinstance(row, PersonBiodata) else PersonBiodata.objects.get(case=case)
    if isinstance(row, PersonBiodata):
        rules.derive_biodata(row, case.registration_date, timezone.localdate())
    if isinstance(row, Exploitation):
        rules.derive_exploitation(row, rules.home_country(biodata))
    if isinstance(row, Trafficking):
        row.majority_at_entry = rules.majority_at_entry(row, biodata)
    around = Surroundings.of(case, biodata.majority_status)
    row.filled = conditions.quarters_filled(section, row, around)


def follow(case: Case, section: Section, row: SectionRow, changed: set[str]) -> None:
    """Update the other rows that depend on what changed in `row`, which has just been saved."""
    if section.key == "registration" and "registration_date" in changed:
        biodata = PersonBiodata.objects.get(case=case)
        _rederive_person(case, biodata)
        _rederive_entry(case, biodata)
    elif isinstance(row, PersonBiodata):
        if changed & HOME_FIELDS:
            _rederive_episodes(case, rules.home_country(row))
        if changed & {"birth_date", "age_at_registration", "age_dispute"}:
            _refill_education(case, row)
            _rederive_entry(case, row)
        if changed & cards.INDEXED:
            cards.index(case, row)
    elif isinstance(row, Exploitation):
        rescope(case)


def rescope(case: Case) -> None:
    """Compute the case's internal or international scope again from its episodes."""
    before = case.trafficking_scope
    rules.derive_scope(case, Exploitation.objects.plain().filter(case=case))
    if case.trafficking_scope != before:
        set_quietly(case, trafficking_scope=case.trafficking_scope)


def refill(case: Case, sections: "Iterable[str]") -> None:
    """Count the fullness of sections again after something outside them changed, for example a consent."""
    biodata = PersonBiodata.objects.get(case=case)
    around = Surroundings.of(case, biodata.majority_status)
    for key in sections:
        section = SECTIONS[key]
        row = biodata if key == "biodata" else section.row_of(case)
        filled = conditions.quarters_filled(section, row, around)
        if filled != row.filled:
            set_quietly(row, filled=filled)


def _rederive_person(case: Case, biodata: PersonBiodata) -> None:
    rules.derive_biodata(biodata, case.registration_date, timezone.localdate())
    set_quietly(
        biodata,
        **{name: getattr(biodata, name) for name in ("age_at_registration", "age_band", "majority_status")},
    )


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


def _refill_education(case: Case, biodata: PersonBiodata) -> None:
    education = PersonEducation.objects.get(case=case)
    around = Surroundings.of(case, biodata.majority_status)
    filled = conditions.quarters_filled(SECTIONS["education"], education, around)
    if filled != education.filled:
        set_quietly(education, filled=filled)
