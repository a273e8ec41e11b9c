"""What the law of a country asks: versions, ages, duties read out (P12)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation

from cases import actions
from cases.consent import consents, laws
from cases.models import CountryLaw
from notifications.models import Outbox
from tests.cases.conftest import agree, save

pytestmark = pytest.mark.django_db

GIVEN = {
    "source": "Invented act 7, read by nobody",
    "duties": {"child_in_danger": {"to": "the youth office", "hours": 24}},
}


def test_the_newest_in_effect_counts_and_none_is_ever_changed(people):
    today = timezone.localdate()
    first = actions.enter_law(actor=people.kofi, country="MD", age_medical=16, **GIVEN)
    actions.enter_law(
        actor=people.kofi, country="MD", age_medical=14, effective_from=today + timedelta(days=1), **GIVEN
    )
    assert laws.law_of("MD") == first and laws.law_of("MD", today + timedelta(days=1)).age_medical == 14
    with pytest.raises(RuntimeError):
        first.save()


def test_only_who_changes_settings_enters_one_and_never_without_a_source(people):
    with pytest.raises(PermissionDenied):
        actions.enter_law(actor=people.amina, country="MD", **GIVEN)
    with pytest.raises(ValidationError):
        actions.enter_law(actor=people.kofi, country="MD", **GIVEN | {"source": ""})


def test_without_a_law_the_strictest_counts(people, case):
    law = CountryLaw(country="MD")
    assert law.allows("justice", "consent") and not law.allows("justice", "legal_duty")
    asked = ["medical_sharing", "return"]
    assert laws.decided_alone(case, asked, 18) == {"medical_sharing"} and not laws.decided_alone(
        case, asked, 17
    )
    assert list(laws.limits(laws.law_of("MD"))) == []


@pytest.mark.parametrize(("age", "alone"), [(15, False), (16, True)])
def test_from_the_age_of_the_law_a_young_person_shares_medical_data_alone(people, case, age, alone):
    actions.enter_law(actor=people.kofi, country=case.office.country, age_medical=16, **GIVEN)
    save(people.amina, case, "biodata", {"age_at_registration": age})
    agree(people.amina, case, "medical_sharing", "return")
    assert bool(consents.valid(case, "medical_sharing")) is alone
    assert not consents.valid(case, "return")


def test_a_child_is_never_asked_for_media(people, case):
    save(people.amina, case, "biodata", {"age_at_registration": 15})
    agree(people.amina, case, "media", consent_giver="guardian", child_assent="given")
    assert not consents.valid(case, "media")


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_duties_are_read_out_before_the_first_question(people, case, client_of, language):
    actions.enter_law(actor=people.kofi, country="MD", **GIVEN)
    with translation.override(language):
        sentences = laws.limits(laws.law_of("MD"))
    assert len(sentences) == 1 and "the youth office" in sentences[0] and "24" in sentences[0]


def test_an_administrator_enters_it_on_a_page(cast, client_of):
    kofi = client_of(cast.kofi)
    sent = {"effective_from": timezone.localdate().isoformat(), "source": "Invented act 9", "age_legal": "15"}
    assert (
        kofi.post(
            "/cases/laws/MD/", {**sent, "to_offence": "the prosecutor", "hours_offence": "48"}
        ).status_code
        == 302
    )
    law = laws.law_of("MD")
    assert (law.age_legal, law.duties["offence"]) == (15, {"to": "the prosecutor", "hours": 48})
    assert "Invented act 9" in kofi.get("/cases/laws/").content.decode()
    assert client_of(cast.amina).get("/cases/laws/MD/").status_code == 403
    assert kofi.get("/cases/laws/XX/").status_code == 404


def test_the_law_is_asked_once_for_all_kinds(people, case, django_assert_num_queries):
    actions.enter_law(actor=people.kofi, country=case.office.country, age_medical=16, **GIVEN)
    with django_assert_num_queries(1):
        assert laws.decided_alone(case, list(laws.AGE_OF), 17)


def test_the_law_of_a_country_is_entered_there_and_those_who_work_by_it_are_told(cast, client_of):
    kofi = client_of(cast.kofi)
    sent = {"effective_from": timezone.localdate().isoformat(), "source": "Invented act 9"}
    # Kofi administers an office of Moldova; another organisation has one in Italy.
    assert kofi.post("/cases/laws/IT/", sent).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.enter_law(actor=cast.kofi, country="IT", **GIVEN)
    page = kofi.get("/cases/laws/").content.decode()
    assert "/cases/laws/MD/" in page and "/cases/laws/IT/" not in page
    assert kofi.post("/cases/laws/MD/", sent).status_code == 302
    told = set(Outbox.objects.filter(event="law.entered").values_list("recipient", flat=True))
    assert {cast.bruno.pk, cast.farah.pk} <= told and not told & {cast.kofi.pk, cast.amina.pk, cast.emil.pk}


def test_an_age_of_no_law_is_a_slip(cast, client_of):
    sent = {
        "effective_from": timezone.localdate().isoformat(),
        "source": "Invented act 9",
        "age_medical": "0",
    }
    page = client_of(cast.kofi).post("/cases/laws/MD/", sent)
    assert page.status_code == 200 and "Invented act 9" in page.content.decode()
    with pytest.raises(ValidationError):
        actions.enter_law(actor=cast.kofi, country="MD", age_medical=0, **GIVEN)
