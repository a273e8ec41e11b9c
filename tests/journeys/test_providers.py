"""Help is referred to a provider, its account answers, and a withdrawal closes it at once (P6, P13, D5)."""

from __future__ import annotations

from types import SimpleNamespace

from playwright.sync_api import expect

from accounts import acting
from cases.actions import add_entry, withdraw_consent
from cases.models import Case
from tests.browser import Live, check
from tests.cases.conftest import agree, open_for, save
from tests.resources.conftest import agreed, registered
from vault import keys


def a_case(cast: SimpleNamespace) -> Case:
    """A case with an item of help, a provider that has accounts, and an agreement; no consent to it yet."""
    with keys.session(), acting.as_user(cast.bruno):
        agreed(cast, registered(cast, name="Birch Clinic", organisation=cast.birch.organisation))
    with keys.session(), acting.as_user(cast.amina):
        case = open_for(cast.amina)
        agree(cast.amina, case, "screening_interview", "data_processing")
        save(cast.amina, case, "biodata", {"first_name": "Zanzarelle", "phone": "555 0123"})
        values = {"assist_type": "medical", "assist_status": "planned"}
        add_entry(actor=cast.amina, case=case, section="assistance", values=values)
    return case


def test_from_an_item_to_the_providers_answer_and_a_withdrawal(
    live: Live, cast: SimpleNamespace, live_db: str
) -> None:
    case = a_case(cast)
    amina = live.page_of(cast.amina)
    amina.goto(f"/cases/{case.pk}/tab/providers/")
    check(amina, "providers-of-case")
    amina.get_by_role("main").get_by_role("button", name="Refer to a provider").click()
    check(amina, "refer")
    amina.locator("select[name=provider]").select_option(label="Birch Clinic")
    amina.get_by_label("First name").check()
    send = amina.get_by_role("main").get_by_role("button", name="Refer", exact=True)
    send.click()
    expect(amina.get_by_role("main")).to_contain_text("This consent has not been asked for.")
    expect(amina.get_by_label("First name")).to_be_checked()

    with keys.session(), acting.as_user(cast.amina):
        covers = {"consent_recipients": ["Birch Clinic"], "consent_data_categories": ["needs", "identity"]}
        agree(cast.amina, case, "share_provider", **covers)
    send.click()
    expect(amina.get_by_role("main")).to_contain_text("Birch Clinic, Medical assistance")

    yusra = live.page_of(cast.yusra)
    yusra.goto("/referred/")
    check(yusra, "requests")
    yusra.get_by_role("main").locator("table a").first.click()
    check(yusra, "request")
    main = yusra.get_by_role("main")
    expect(main).to_contain_text("Zanzarelle")
    expect(main).not_to_contain_text("555 0123")
    expect(main).not_to_contain_text(case.reference)
    main.get_by_label("Accepted").check()
    main.get_by_label("Note").fill("Monday at nine")
    main.get_by_role("button", name="Save").click()
    expect(main).to_contain_text("What you said")

    amina.reload()
    expect(amina.get_by_role("main")).to_contain_text("Monday at nine")

    with keys.session(), acting.as_user(cast.amina):
        withdraw_consent(actor=cast.amina, case=case, consent_type="share_provider")
    yusra.reload()
    expect(main).to_contain_text("return or destroy everything")
    expect(main).not_to_contain_text("Zanzarelle")
    expect(main).not_to_contain_text("Monday at nine")
