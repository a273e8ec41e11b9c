"""My day: every count is the rows counted, and nobody's day shows what is not theirs."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

from django.test import Client

from audit import context
from cases import actions
from cases.finding import search
from cases.models import Case
from vault import keys


def open_for(person: object) -> Case:
    """A case of `person`, opened after a search."""
    with context.acting(user=person), keys.session():
        made = search.find(person, search.SearchQuery()).made
        office = person.memberships_now()[0].office
        return actions.open_case(actor=person, office=office, search=made.pk)


def test_a_new_case_waits_for_consent(cast: SimpleNamespace, client_of: Callable[..., Client]) -> None:
    case = open_for(cast.amina)
    page = client_of(cast.amina).get("/")
    shown = {panel.panel.key: panel for panel in page.context["panels"]}
    assert shown["consent"].count == shown["mine"].count == 1
    assert f"/cases/{case.pk}/consent/" in page.content.decode()


def test_the_count_leads_to_exactly_the_rows_counted(
    cast: SimpleNamespace, client_of: Callable[..., Client]
) -> None:
    for _number in range(7):
        open_for(cast.amina)
    client = client_of(cast.amina)
    mine = next(panel for panel in client.get("/").context["panels"] if panel.panel.key == "mine")
    assert (mine.count, len(mine.lines), mine.more) == (7, 5, True)
    assert len(client.get(mine.url).context["shown"].lines) == 7


def test_what_is_typed_and_not_saved_is_shown_to_its_author_alone(
    cast: SimpleNamespace, client_of: Callable[..., Client]
) -> None:
    case = open_for(cast.amina)
    with context.acting(user=cast.amina), keys.session():
        actions.save_draft(
            actor=cast.amina,
            case=case,
            section="education",
            payload={"education_level": ["primary"]},
            base_version=0,
        )
    drafts = {
        who: next(
            (
                p.count
                for p in client_of(getattr(cast, who)).get("/").context["panels"]
                if p.panel.key == "drafts"
            ),
            0,
        )
        for who in ("amina", "bruno", "dana")
    }
    assert drafts == {"amina": 1, "bruno": 0, "dana": 0}


def test_people_without_a_case_permission_see_no_case(
    cast: SimpleNamespace, client_of: Callable[..., Client]
) -> None:
    case = open_for(cast.amina)
    for who in (cast.dana, cast.emil, cast.jonas, cast.kofi, cast.ines):
        assert case.reference not in client_of(who).get("/").content.decode()


def test_a_panel_that_is_not_yours_does_not_exist(
    cast: SimpleNamespace, client_of: Callable[..., Client]
) -> None:
    assert client_of(cast.jonas).get("/?show=mine").status_code == 404
    assert client_of(cast.amina).get("/?show=nothing").status_code == 404


def test_the_day_of_many_cases_costs_few_queries(
    cast: SimpleNamespace,
    client_of: Callable[..., Client],
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for _number in range(4):
        open_for(cast.amina)
    client = client_of(cast.amina)
    client.get("/")
    with django_assert_max_num_queries(25):
        client.get("/")
