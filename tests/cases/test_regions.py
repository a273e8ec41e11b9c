"""Regions: codes beside answers in words, the office's own places, merging (P23)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cases import actions
from cases.dictionary import subdivisions as world
from cases.models import Exploitation, Place
from cases.record import regions
from tests.cases.conftest import save

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "country", "code"),
    [
        ("Chișinău", "MD", "MD-CU"),
        ("chisinau", "MD", "MD-CU"),
        ("MD-CU", "KH", "MD-CU"),
        ("Bavière", "DE", "DE-BY"),
        ("Bayern", "DE", "DE-BY"),
        ("Cataluña", "ES", "ES-CT"),
        ("Sylhet", "BD", "BD-G"),
        ("Bayern", "MD", ""),
        ("a village by the river", "MD", ""),
        ("", "MD", ""),
    ],
)
def test_words_mean_a_region(words, country, code):
    assert world.found(words, country) == code


def test_every_code_is_of_a_country_and_every_name_finds_a_region_of_it():
    assert len(world.every()) > 5000
    for region in world.every().values():
        for name in region.labels.values():
            found = world.found(name, region.country) if name else region.code
            assert found.startswith(f"{region.country}-"), region.code


@pytest.mark.parametrize(("language", "name"), [("en", "Bayern"), ("fr", "Bavière")])
def test_names_are_in_the_readers_language(language, name):
    with translation.override(language):
        assert world.every()["DE-BY"].name == name


def test_a_code_stands_beside_the_words_and_the_words_stay(people, case):
    row = save(people.amina, case, "biodata", {"origin_region": "Chisinau", "birth_country": "MD"})
    assert (row.origin_region, row.origin_region_code) == ("Chisinau", "MD-CU")
    row = save(people.amina, case, "biodata", {"origin_region": "somewhere else"})
    assert (row.origin_region, row.origin_region_code) == ("somewhere else", "")
    row = save(people.amina, case, "biodata", {"current_country": "DE", "current_region": "Bayern"})
    assert row.current_region_code == "DE-BY"
    episode = actions.add_entry(
        actor=people.amina,
        case=case,
        section="exploitation",
        values={"exp_country": "ES", "exp_region": "Catalunya"},
    )
    assert Exploitation.objects.get(pk=episode.pk).exp_region_code == "ES-CT"


def test_where_somebody_is_now_stands_in_no_column():
    from cases.models import PersonBiodata

    columns = {field.name for field in PersonBiodata._meta.concrete_fields}
    assert "origin_region_code" in columns and "current_region_code" not in columns


def test_places_of_the_office_are_known_and_merged_ones_count_together(people, case):
    harbour = people.offices["harbour"]
    hills = actions.add_place(actor=people.amina, office=harbour, country="MD", name="Reed  Hills")
    assert actions.add_place(actor=people.amina, office=harbour, country="MD", name="reed hills") == hills
    hill = actions.add_place(actor=people.amina, office=harbour, country="MD", name="Reed Hill")
    row = save(people.amina, case, "biodata", {"origin_region": "REED HILLS", "birth_country": "MD"})
    assert row.origin_region_code == hills.code and regions.name_of(hills.code).startswith("Reed Hills")
    actions.merge_place(actor=people.jonas, place=hills, into=hill.code)
    assert regions.resolve(row.origin_region_code) == hill.code
    actions.merge_place(actor=people.jonas, place=hill, into="MD-CU")
    assert regions.resolve(hills.code) == regions.resolve(hill.code) == "MD-CU"
    # Nothing that was recorded changed.
    row.refresh_from_db()
    assert row.origin_region_code == hills.code and row.origin_region == "REED HILLS"


def test_two_places_merged_into_each_other_leave_one(people):
    harbour = people.offices["harbour"]
    hills, hill = (
        actions.add_place(actor=people.amina, office=harbour, country="MD", name=name)
        for name in ("Reed Hills", "Reed Hill")
    )
    with CaptureQueriesContext(connection) as asked:
        actions.merge_place(actor=people.jonas, place=hills, into=hill.code)
    # The second waits at what both hold, and reads only then.
    sql = [query["sql"] for query in asked.captured_queries]
    held = next(at for at, one in enumerate(sql) if '"accounts_office"' in one and "FOR UPDATE" in one)
    assert held < next(at for at, one in enumerate(sql) if 'FROM "cases_place"' in one)
    with pytest.raises(ValidationError):
        actions.merge_place(actor=people.jonas, place=hill, into=hills.code)
    assert list(Place.objects.in_use()) == [hill]


def test_who_may_add_and_who_may_merge(people):
    harbour = people.offices["harbour"]
    place = actions.add_place(actor=people.amina, office=harbour, country="MD", name="Reed Hills")
    for nobody in (people.jonas, people.emil):
        with pytest.raises(PermissionDenied):
            actions.add_place(actor=nobody, office=harbour, country="MD", name="Elsewhere")
    for nobody in (people.amina, people.bruno, people.emil):
        with pytest.raises(PermissionDenied):
            actions.merge_place(actor=nobody, place=place, into="MD-CU")
    for wrong in ("DE-BY", place.code, "NOWHERE"):
        with pytest.raises(ValidationError):
            actions.merge_place(actor=people.jonas, place=place, into=wrong)
    with pytest.raises(ValidationError):
        actions.add_place(actor=people.amina, office=harbour, country="MD", name="Chisinau")
    assert Place.objects.count() == 1
