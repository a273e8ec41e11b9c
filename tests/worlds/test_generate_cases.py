"""Invented cases follow the calibration and are cases like any other."""

from collections import Counter
from math import pi, sqrt
from random import Random

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from audit import context
from cases.finding import search
from cases.generation import build, names
from cases.generation.distributions import AGES, MISSING, RECRUITERS, FactDrawer, marginal
from cases.models import Case, PersonBiodata, Trafficking
from config.demonstration import world

DRAWN = 10_000
STORED = 1_500
TOLERANCE = 0.04  # total variation distance; sampling noise of 10,000 draws is about a third of it


def sampling_noise(wanted: dict[str, float], drawn: int) -> float:
    """The distance that `drawn` draws from `wanted` itself show on average, at most."""
    shares = [count / sum(wanted.values()) for count in wanted.values()]
    return sum(sqrt(2 * share * (1 - share) / (pi * drawn)) for share in shares) / 2


def distance(found: Counter[str], wanted: dict[str, float]) -> float:
    """Total variation distance of two distributions, 0 to 1."""
    keys = set(found) | set(wanted)
    return (
        sum(abs(found[key] / found.total() - wanted.get(key, 0) / sum(wanted.values())) for key in keys) / 2
    )


@pytest.fixture(scope="module")
def drawn():
    draw = FactDrawer(Random(7), last_year=2026)
    return draw.shift, [draw() for _ in range(DRAWN)]


def test_years_follow_and_the_last_is_the_current_one(drawn):
    shift, facts = drawn
    assert max(fact.year for fact in facts) == 2026
    assert (
        distance(Counter(str(fact.year - shift) for fact in facts), marginal("yearOfRegistration"))
        < TOLERANCE
    )


def test_sexes_and_citizenships_follow(drawn):
    _shift, facts = drawn
    sexes = Counter("Female" if fact.gender == "woman" else "Male" for fact in facts)
    assert distance(sexes, marginal("gender")) < TOLERANCE
    assert (
        distance(Counter(fact.citizenship or MISSING for fact in facts), marginal("citizenship")) < TOLERANCE
    )


def test_ages_follow(drawn):
    _shift, facts = drawn
    bands = {age: band for band, (low, high) in AGES.items() for age in range(low, high + 1)}
    ages = Counter(MISSING if fact.age is None else bands[fact.age] for fact in facts)
    assert distance(ages, marginal("ageBroad")) < TOLERANCE


def test_recruiters_follow(drawn):
    _shift, facts = drawn
    category = {code: name for name, codes in RECRUITERS.items() for code in codes}
    recruiters = Counter(category.get(fact.recruiter_relation, MISSING) for fact in facts)
    assert distance(recruiters, marginal("RecruiterCategory")) < TOLERANCE


def test_names_are_drawn_for_the_region_and_keep_their_script():
    name = names.draw(Random(1), "UA", "woman")
    assert name.original and not name.original.isascii()
    assert names.draw(Random(1), "UA", "woman") == name


@pytest.mark.django_db
def test_the_same_seed_tells_the_same_people():
    world.build(upto=0)
    call_command("generate_cases", 30, seed=5, processes=1, verbosity=0)
    first = sorted(PersonBiodata.objects.values_list("sex", "age_band", "primary_language"))
    Case.objects.all().delete()
    call_command("generate_cases", 30, seed=5, processes=1, verbosity=0)
    assert sorted(PersonBiodata.objects.values_list("sex", "age_band", "primary_language")) == first


@pytest.mark.django_db
def test_stored_recruiters_follow():
    world.build(upto=0)
    call_command("generate_cases", STORED, seed=3, processes=1, verbosity=0)
    category = {code: name for name, codes in RECRUITERS.items() for code in codes}
    stored = Trafficking.objects.values_list("recruiter_relation", flat=True)
    recruiters = Counter(category[codes[0]] if codes else MISSING for codes in stored)
    assert recruiters.total() == STORED
    wanted = marginal("RecruiterCategory")
    assert distance(recruiters, wanted) < TOLERANCE + sampling_noise(wanted, STORED)
    assert not Trafficking.objects.filter(recruiter_relation=[]).exclude(recruitment_methods=[]).exists()
    assert not Trafficking.objects.exclude(recruiter_relation=[]).filter(recruitment_methods=[]).exists()


@pytest.mark.django_db
def test_they_are_found_by_name_by_their_caseworker():
    world.build(upto=0)
    call_command("generate_cases", 40, seed=5, processes=1, verbosity=0)
    row = next(row for row in PersonBiodata.objects.select_related("case__owner") if row.first_name)
    owner = User.objects.get(pk=row.case.owner_id)
    with context.acting(user=owner):
        found = search.find(owner, search.SearchQuery(name=f"{row.first_name} {row.family_name}"))
    assert row.case_id in [match.case.pk for match in found.matches]


def test_processes_side_by_side_tell_the_same_people(live_db):
    """Batches draw for themselves, so it does not matter who writes which."""
    world.build(upto=0)
    call_command("generate_cases", 450, seed=9, processes=2, verbosity=0)
    together = sorted(PersonBiodata.objects.values_list("sex", "age_band", "primary_language"))
    alone = [
        (graph.biodata.sex, graph.biodata.primary_language)
        for batch in build.batches(450, 9, timezone.localdate(), build.caseworkers())
        for graph in batch.graphs()
    ]
    assert sorted((sex, language) for sex, _band, language in together) == sorted(alone)
