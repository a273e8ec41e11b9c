"""The pages of countries and houses: read by who works with people, written by who may assess."""

import pytest
from django.utils import timezone

from accounts.models import Duty
from accounts.permissions import DutyCode
from cases import dictionary
from cases.models import CountryRisk, FacilityRisk

pytestmark = pytest.mark.django_db
START = "/cases/safety/"
RATED = {f"score_{code}": "2" for code in dictionary.codes("generic_risk_indicator")}
AREAS = {f"rating_{code}": "1" for code in dictionary.codes("security_area")}


def today():
    return timezone.localdate().isoformat()


@pytest.fixture
def assessed(cast, client_of):
    """A country and a house, entered through the pages by the supervisor."""
    client = client_of(cast.bruno)
    answers = {"office": cast.harbour.pk, "country": "MD", "on": today(), "source": "Report 12", **RATED}
    country = client.post(f"{START}countries/new/", answers)
    assert country.status_code == 302, country.context["form"].errors
    answers = {"office": cast.harbour.pk, "name": "Blue door", "on": today(), **AREAS, "rating_visits": "3"}
    house = client.post(f"{START}houses/new/", answers)
    assert house.status_code == 302, house.context["form"].errors
    return country.headers["Location"], house.headers["Location"]


def test_what_was_entered_is_read(cast, client_of, assessed):
    client = client_of(cast.amina)
    overview = client.get(START).content.decode()
    assert (
        "Moldova" in overview
        and "High risk" in overview
        and "Blue door" in overview
        and "No measure" in overview
    )
    country, house = (client.get(url).content.decode() for url in assessed)
    assert "Report 12" in country and "2 – weak" in country and "14 of 21" in country
    assert "3 – severe" in house and "is warned" in house
    assert "Assess a country" not in overview


def test_assessing_a_house_again_begins_with_the_last_time(cast, client_of, assessed):
    client = client_of(cast.bruno)
    again = f"{assessed[1]}again/"
    assert 'value="Blue door"' in client.get(again).content.decode()
    answers = {"office": cast.harbour.pk, "name": "Blue door", "on": today(), **AREAS}
    assert client.post(again, answers).status_code == 302
    assert len(set(FacilityRisk.objects.values_list("facility", flat=True))) == 1
    assert "No measure" not in client.get(START).content.decode()


def test_a_gap_is_no_zero_and_nothing_typed_is_lost(cast, client_of):
    answers = {"office": cast.harbour.pk, "country": "MD", "on": today(), "source": "Kept words", **RATED}
    answers.pop("score_corruption")
    page = client_of(cast.bruno).post(f"{START}countries/new/", answers).content.decode()
    assert "Choose a number." in page and "Kept words" in page
    assert not CountryRisk.objects.exists()


def test_the_security_focal_point_assesses_both(cast, client_of):
    Duty.objects.create(user=cast.ines, office=cast.harbour, code=DutyCode.SECURITY_FOCAL_POINT)
    client = client_of(cast.ines)
    assert client.get(f"{START}countries/new/").status_code == 200
    assert client.get(f"{START}houses/new/").status_code == 200


def test_a_shelter_assesses_its_house_and_no_country(cast, client_of):
    client = client_of(cast.chidi)
    assert client.get(f"{START}houses/new/").status_code == 200
    assert client.get(f"{START}countries/new/").status_code == 403


@pytest.mark.parametrize("who", ["farah", "jonas", "kofi"])
def test_who_works_with_nobody_sees_none(cast, client_of, who, assessed):
    client = client_of(getattr(cast, who))
    for url in (START, *assessed):
        assert client.get(url).status_code == 403


def test_another_office_does_not_find_our_house(cast, client_of, assessed):
    client = client_of(cast.emil)
    assert "Blue door" not in client.get(START).content.decode()
    assert client.get(assessed[1]).status_code == 404
    assert client.get(f"{assessed[1]}again/").status_code == 404
    assert client.get(assessed[0]).status_code == 200


def test_the_list_asks_few_questions(cast, client_of, assessed, django_assert_max_num_queries):
    client = client_of(cast.amina)
    client.get(START)
    with django_assert_max_num_queries(24):
        client.get(START)
