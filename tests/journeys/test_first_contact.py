"""First contact in the browser: thirty people in one table, an enquiry, families and people kept apart."""

from __future__ import annotations

from types import SimpleNamespace

from django.utils import translation
from playwright.sync_api import expect

from accounts import acting
from cases import dictionary
from cases.models import Case, PersonBiodata
from contact.models import Enquiry
from tests.browser import Live, check
from tests.cases.pages.conftest import new_case
from tests.journeys.reading import Reader
from vault import keys

# As it is copied out of a spreadsheet: code, age, sex, language, need, family.
PASTE = """table => {
    const data = new DataTransfer();
    data.setData("text/plain", table);
    const how = {clipboardData: data, bubbles: true, cancelable: true};
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", how));
}"""


def people(reader: Reader, count: int) -> str:
    """Rows in the words of the reader's language: lists take what they show, a language its name."""
    female, medical = reader.code("sex", "female"), reader.code("need_type", "medical")
    with translation.override(reader.language):
        khmer = dict(dictionary.languages())["km"]
    rows = (f"A{n}\t{20 + n}\t{female}\t{khmer}\t{medical if n == 2 else ''}" for n in range(1, count + 1))
    return "\n".join(rows)


def test_thirty_people_of_a_raid_are_one_table(live: Live, cast: SimpleNamespace, language: str) -> None:
    page = live.page_of(cast.amina)
    reader = Reader(page, language)
    page.goto("/groups/")
    reader.heading("Groups")
    reader.look("groups-empty")
    reader.press("Register a group")
    reader.heading("Register a group")
    page.get_by_label(reader.words("Police operation")).check()
    page.locator("#id_row-1-code").focus()
    page.evaluate(PASTE, people(reader, 30) + "\nA31\t9\tUnheard of")
    expect(page.locator("#id_row-30-code")).to_have_value("A30")
    expect(page.locator("#id_row-2-need")).to_have_value("medical")
    reader.told("These words found no place in the table. Type them where they belong:")
    expect(page.locator("[data-unplaced] li")).to_have_text(["31: Unheard of"])
    page.locator("#id_row-31-age").fill("about nine")
    reader.press("Register everybody")
    reader.told("%(rows)s row cannot be read yet", "%(rows)s rows cannot be read yet", 1, rows=1)
    expect(page.locator("#id_row-31-age")).to_have_value("about nine")
    reader.look("group-unread")
    page.locator("#id_row-31-age").fill("9")
    reader.press("Register everybody")
    page.locator(".wh-table a[href^='/cases/']").first.wait_for(timeout=60_000)
    reader.told("%(count)s case is open.", "%(count)s cases are open.", 31, count=31)
    page.goto("/groups/")
    reader.told("Police operation")
    reader.look("groups")
    with acting.as_user(cast.amina), keys.session():
        assert Case.objects.plain().count() == 31
        known = PersonBiodata.objects.filter(sex="female")
        assert [one.primary_language for one in known] == ["km"] * 30


def test_an_enquiry_becomes_a_case_and_another_is_erased(live: Live, cast: SimpleNamespace) -> None:
    page = live.page_of(cast.amina)
    page.goto("/enquiries/")
    check(page, "enquiries-empty")
    for words in ("She is kept in the house by the mill", "A rumour about a boat"):
        page.goto("/enquiries/")
        page.get_by_role("button", name="Take an enquiry").click()
        page.get_by_label("What is happening, and where?").fill(words)
        page.get_by_label("Danger now").check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    check(page, "enquiries")
    page.locator("main table a").first.click()
    page.get_by_role("heading", name="Enquiry", exact=True).wait_for()
    check(page, "enquiry")
    page.get_by_role("link", name="Erase this enquiry now").click()
    page.get_by_role("heading", name="Erase the enquiry", exact=True).wait_for()
    check(page, "enquiry-erase")
    page.get_by_role("button", name="Erase it").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.get_by_label("It was a mistake, or there was nothing to it").check()
    page.get_by_role("button", name="Erase it").click()
    page.locator("main table a").first.click()
    page.get_by_role("link", name="The person agrees: open a case").click()
    page.get_by_role("heading", name="Has the person agreed?", exact=True).wait_for()
    check(page, "enquiry-agrees")
    page.get_by_role("button", name="The person agrees: open a case").click()
    expect(page.get_by_text("Nothing has to be typed again.")).to_be_visible()
    assert not Enquiry.objects.plain().exists() and Case.objects.plain().count() == 1


def test_a_family_and_people_kept_apart(live: Live, cast: SimpleNamespace) -> None:
    with acting.as_user(cast.amina), keys.session():
        mother, child, other = (new_case(cast.amina) for _n in range(3))
    page = live.page_of(cast.amina)
    page.goto(f"/cases/{mother.pk}/tab/family/")
    check(page, "ties-none")
    page.get_by_role("button", name="Add somebody to the family").click()
    page.get_by_label("Reference of the other case").fill("WH-0000")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(page.get_by_label("Reference of the other case")).to_have_value("WH-0000")
    check(page, "family-add")
    page.get_by_label("Reference of the other case").fill(child.reference)
    page.get_by_label("Who this person is in the family").select_option("mother")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("They are one family now.", exact=False)).to_be_visible()
    page.get_by_role("button", name="Keep apart from somebody").click()
    page.get_by_role("heading", name="Keep apart from somebody", exact=True).wait_for()
    check(page, "apart-add")
    page.get_by_label("Reference of the other case").fill(other.reference)
    page.get_by_label("Why").fill("They threatened each other")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("They threatened each other")).to_be_visible()
    check(page, "ties")
    page.get_by_role("button", name="They may meet again").click()
    expect(page.get_by_text("Nobody has to be kept apart from this person.")).to_be_visible()
    page.get_by_role("button", name="Take this person out of the family").click()
    expect(page.get_by_text("No family is noted.")).to_be_visible()
