"""The page of a child: what is possible first, each reason with its way; the third person sees nothing."""

import pytest

from cases import actions
from cases.models import BestInterests, ChildProtection
from tests.cases.children.conftest import birth_of, told
from tests.cases.conftest import agree, save

pytestmark = pytest.mark.django_db


def at(case, *rest):
    return "/".join(["/cases", str(case.pk), *rest, ""])


@pytest.fixture
def child(cast, case):
    """Fifteen, with a parent who may be involved."""
    save(cast.amina, case, "biodata", {"birth_date": birth_of(15)})
    told(cast.amina, case, guardian_type="parent", guardian_conflict="yes")
    return case


def text_of(response):
    return response.content.decode()


def test_what_is_possible_stands_first(cast, client_of, child):
    page = text_of(client_of(cast.amina).get(at(child, "child")))
    now, waits, never = (page.index(f">{title}<") for title in ("Possible now", "Waits", "Never"))
    assert now < page.index("Shelter, in a place for children") < waits
    assert waits < page.index("Tracing and contacting the family") < never
    assert never < page.index("Media and any public use")
    assert "Ask and tell this person nothing" in page and "is neither asked nor told anything" in page
    assert "Ask the authority for a guardian who can act" in page


def test_each_wait_leads_to_where_it_ends(cast, client_of, child):
    page = text_of(client_of(cast.amina).get(at(child, "child")))
    for path in (
        ("consent", "return"),
        ("child", "assess"),
        ("child", "determination"),
        ("child", "tracing"),
    ):
        assert f'href="{at(child, *path)}"' in page


def test_bar_and_tab_say_that_it_is_a_child(cast, client_of, child):
    page = text_of(client_of(cast.amina).get(at(child)))
    assert at(child, "child") in page and "Child" in page
    save(cast.amina, child, "biodata", {"age_dispute": "presumed_child"})
    assert "Presumed a child" in text_of(client_of(cast.amina).get(at(child)))
    save(cast.amina, child, "biodata", {"birth_date": birth_of(30), "age_dispute": "assessed_adult"})
    page = text_of(client_of(cast.amina).get(at(child)))
    assert f'href="{at(child, "child")}"' not in page
    assert "The rules for children do not hold" in text_of(client_of(cast.amina).get(at(child, "child")))


def test_two_people_assess(cast, client_of, child):
    amina, bruno = client_of(cast.amina), client_of(cast.bruno)
    given = {"reasons": "Kept words", "heard": "I want to learn.", "covers": ["refer"]}
    assert amina.post(at(child, "child", "assess"), given).status_code == 302
    page = text_of(amina.get(at(child, "child", "look")))
    assert "Kept words" in page and "Somebody else has to look at it" in page
    page = text_of(bruno.get(at(child, "child", "look")))
    assert "I want to learn." in page and "Referral to another office" in page
    assert bruno.post(at(child, "child", "look"), {"look": "x"}).status_code == 200
    read = {"assessment": BestInterests.objects.get().pk}
    assert bruno.post(at(child, "child", "look"), {**read, "agrees": "yes", "look": ""}).status_code == 302
    assert BestInterests.objects.get().state == "agreed"
    page = text_of(amina.get(at(child, "child")))
    assert "Assessment in force" in page and "Kept words" in page
    assert bruno.get(at(child, "child", "look")).status_code == 404


def test_the_second_person_reads_what_was_written_anew_and_keeps_what_was_typed(cast, client_of, child):
    actions.assess_best_interests(actor=cast.amina, case=child, reasons="First words")
    bruno, address = client_of(cast.bruno), at(child, "child", "look")
    read = bruno.get(address).context["form"].initial["assessment"]
    newer = actions.assess_best_interests(actor=cast.amina, case=child, reasons="Other words")
    late = bruno.post(address, {"assessment": read, "agrees": "yes", "look": "Typed with care"})
    page = text_of(late)
    assert late.status_code == 200 and "written anew meanwhile" in page
    assert "Other words" in page and "Typed with care" in page and f'value="{newer.pk}"' in page
    assert "checked" not in page.partition('name="agrees"')[2].partition("</fieldset>")[0]
    newer.refresh_from_db()
    assert newer.state == "waits"
    assert bruno.post(address, {"assessment": newer.pk, "agrees": "yes"}).status_code == 302


def test_a_determination_on_an_older_page_keeps_what_was_typed(cast, client_of, child):
    client = client_of(cast.amina)
    version = ChildProtection.objects.get(case=child).version
    answers = {"outcome": "return_care", "panel": "Invented board", "base_version": version}
    assert client.post(at(child, "child", "determination"), answers).status_code == 302
    answers["panel"] = "Another board"
    page = text_of(client.post(at(child, "child", "determination"), answers))
    assert "meanwhile" in page and "Another board" in page
    assert "Invented board" in text_of(client.get(at(child, "child")))


def test_tracing_says_what_it_waits_for(cast, client_of, child):
    client = client_of(cast.amina)
    version = ChildProtection.objects.get(case=child).version
    page = text_of(client.post(at(child, "child", "tracing"), {"to": "open", "base_version": version}))
    assert "consent of the authority" in page
    agree(cast.amina, child, "family_contact", consent_giver="authority", child_assent="given")
    sent = {"to": "open", "base_version": version}
    assert client.post(at(child, "child", "tracing"), sent).status_code == 302
    assert "Amina Okoro" in text_of(client.get(at(child, "child")))


def test_media_is_not_offered_and_consent_says_who_agrees(cast, client_of, child):
    client = client_of(cast.amina)
    page = text_of(client.get(at(child, "consent", "media"), follow=True))
    assert "It is not offered to children." in page and "status_media" not in page
    assert at(child, "consent", "media") not in text_of(client.get(at(child, "consent")))
    assert at(child, "consent", "research") in text_of(client.get(at(child, "consent")))
    assert "Ask and tell this person nothing" in text_of(client.get(at(child, "consent", "research")))
    save(cast.amina, child, "biodata", {"birth_date": birth_of(30)})
    assert "status_media" in text_of(client.get(at(child, "consent", "media")))
    assert "Ask and tell this person nothing" not in text_of(client.get(at(child, "consent", "media")))


@pytest.mark.parametrize("who", ["dana", "emil"])
def test_the_third_person_finds_nothing(cast, client_of, child, who):
    actions.assess_best_interests(actor=cast.amina, case=child)
    client = client_of(getattr(cast, who))
    for rest in ((), ("assess",), ("look",), ("determination",), ("tracing",)):
        assert client.get(at(child, "child", *rest)).status_code == 404


def test_the_page_asks_little(cast, client_of, child, django_assert_max_num_queries):
    client = client_of(cast.amina)
    client.get(at(child, "child"))
    with django_assert_max_num_queries(25):
        client.get(at(child, "child"))
