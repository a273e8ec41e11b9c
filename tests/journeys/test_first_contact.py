"""First contact in the browser: thirty people in one table, an enquiry, families and people kept apart."""

from __future__ import annotations

from types import SimpleNamespace

from playwright.sync_api import expect

from accounts import acting
from cases.models import Case
from contact.models import Enquiry
from tests.browser import Live, check
from tests.cases.pages.conftest import new_case
from vault import keys

# As it is copied out of a spreadsheet: code, age, sex, language, need, family.
PASTE = """table => {
    const data = new DataTransfer();
    data.setData("text/plain", table);
    const how = {clipboardData: data, bubbles: true, cancelable: true};
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", how));
}"""


def people(count: int) -> str:
    rows = [f"A{n}\t{20 + n}\tFemale\tKhmer\t{'Medical care' if n == 2 else ''}" for n in range(1, count + 1)]
    return "\n".join(rows)


def test_thirty_people_of_a_raid_are_one_table(live: Live, cast: SimpleNamespace) -> None:
    page = live.page_of(cast.amina)
    page.goto("/groups/")
    check(page, "groups-empty")
    page.get_by_role("button", name="Register a group").click()
    page.get_by_label("Police operation").check()
    page.locator("#id_row-1-code").focus()
    page.evaluate(PASTE, people(30) + "\nA31\t9\tUnheard of")
    expect(page.locator("#id_row-30-code")).to_have_value("A30")
    expect(page.locator("[data-unplaced] li")).to_have_text(["31: Unheard of"])
    page.locator("#id_row-31-age").fill("about nine")
    page.get_by_role("button", name="Register everybody").click()
    expect(page.get_by_text("1 row cannot be read yet")).to_be_visible()
    expect(page.locator("#id_row-31-age")).to_have_value("about nine")
    check(page, "group-unread")
    page.locator("#id_row-31-age").fill("9")
    page.get_by_role("button", name="Register everybody").click()
    expect(page.get_by_text("31 cases are open.")).to_be_visible(timeout=60_000)
    page.goto("/groups/")
    check(page, "groups")
    assert Case.objects.plain().count() == 31


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
    expect(page.get_by_text("Why is it erased now?").first).to_be_visible()
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
