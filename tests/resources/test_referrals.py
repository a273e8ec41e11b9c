"""An item is referred to a provider, and the provider's account sees its own items only (P6, P13, D5)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from cases import actions as records
from cases.consent.consents import ConsentMissing
from cases.models import AssistanceItem, Case, Disclosure
from notifications.models import Outbox
from resources import actions, desk
from resources.models import Provider, ProviderReferral
from tests.cases.conftest import agree, open_for, save
from tests.resources.conftest import agreed, registered

KEYS = ("first_name", "sex")
DESK = reverse("resources:desk")


@pytest.fixture
def birch(cast: SimpleNamespace) -> Provider:
    return registered(cast, name="Birch Clinic", organisation=cast.birch.organisation)


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    case = open_for(cast.amina)
    agree(cast.amina, case, "screening_interview", "data_processing")
    save(cast.amina, case, "biodata", {"first_name": "Invented", "sex": "female", "phone": "555 0123"})
    return case


@pytest.fixture
def item(cast: SimpleNamespace, case: Case) -> AssistanceItem:
    values = {"assist_type": "medical", "assist_status": "planned"}
    records.add_entry(actor=cast.amina, case=case, section="assistance", values=values)
    return AssistanceItem.objects.get(case=case)


def agrees(cast: SimpleNamespace, case: Case, **different: Any) -> None:
    given = {
        "consent_recipients": ["Birch Clinic"],
        "consent_data_categories": ["identity", "needs"],
        **different,
    }
    agree(cast.amina, case, "share_provider", **given)


def refer(cast: SimpleNamespace, item: AssistanceItem, provider: Provider, **more: Any) -> ProviderReferral:
    given = {"keys": KEYS, "how": "message", "message": "Pain since spring", **more}
    return actions.refer_to_provider(actor=cast.amina, item=item, provider=provider, **given)


@pytest.fixture
def referral(cast: SimpleNamespace, case: Case, item: AssistanceItem, birch: Provider) -> ProviderReferral:
    agrees(cast, case)
    agreed(cast, birch)
    return refer(cast, item, birch)


def test_what_is_passed_on_is_what_was_chosen_and_stays_so(
    cast: SimpleNamespace, case: Case, referral: ProviderReferral
) -> None:
    save(cast.amina, case, "biodata", {"first_name": "Another"})
    row = ProviderReferral.objects.get(pk=referral.pk)
    assert {one["key"] for one in row.passed} == {"first_name", "sex"}
    assert row.passed[0]["value"] == "Invented"
    told = Disclosure.objects.get(case=case)
    assert told.recipient == "Birch Clinic" and set(told.categories) == {"identity", "needs"}
    assert told.consent_id == row.consent_id is not None
    item = AssistanceItem.objects.get(case=case)
    assert item.assist_provider == "Birch Clinic" and item.assist_consent_id == row.consent_id


@pytest.mark.parametrize(
    "different",
    [
        {"consent_status": "refused"},
        {"consent_recipients": ["Another Clinic"]},
        {"consent_data_categories": ["needs"]},
        {"consent_form": "verbal_witnessed", "witness_name": ""},
        {"pressure_present": True},
    ],
)
def test_without_a_consent_that_covers_it_nothing_leaves(
    cast: SimpleNamespace, case: Case, item: AssistanceItem, birch: Provider, different: dict[str, Any]
) -> None:
    agreed(cast, birch)
    agrees(cast, case, **different)
    with pytest.raises(ConsentMissing) as missing:
        refer(cast, item, birch)
    assert missing.value.reasons
    assert not ProviderReferral.objects.exists() and not Disclosure.objects.exists()


def test_a_spoken_yes_before_a_witness_is_enough(
    cast: SimpleNamespace, case: Case, item: AssistanceItem, birch: Provider
) -> None:
    agreed(cast, birch)
    agrees(cast, case, consent_form="verbal_witnessed", witness_name="A Colleague")
    assert refer(cast, item, birch, how="by_word")


def test_health_goes_only_with_its_own_consent(
    cast: SimpleNamespace, case: Case, item: AssistanceItem, birch: Provider
) -> None:
    agreed(cast, birch)
    every = {"consent_data_categories": ["identity", "needs", "health"]}
    agrees(cast, case, **every)
    with pytest.raises((ConsentMissing, PermissionDenied)):
        refer(cast, item, birch, keys=["allergies"])


@pytest.mark.parametrize("allows", [None, ["free"], "ended", "other"])
def test_without_an_agreement_in_force_nothing_leaves(
    cast: SimpleNamespace, case: Case, item: AssistanceItem, birch: Provider, allows: Any
) -> None:
    agrees(cast, case)
    if allows == "ended":
        actions.end_agreement(actor=cast.bruno, agreement=agreed(cast, birch))
    elif allows == "other":
        given = {"begins": timezone.localdate(), "allows": ["sharing"]}
        actions.enter_agreement(actor=cast.emil, office=cast.ponte, provider=birch, **given)
    elif allows:
        agreed(cast, birch, allows=allows)
    with pytest.raises(actions.NoAgreement):
        refer(cast, item, birch)
    assert not Disclosure.objects.exists()


def test_an_enquiry_says_nothing_of_anybody_and_needs_nothing(
    cast: SimpleNamespace, case: Case, item: AssistanceItem, birch: Provider
) -> None:
    row = actions.enquire_at_provider(actor=cast.amina, item=item, provider=birch, wanted=["women"])
    assert row.passed == [{"key": "women"}] and row.message == "" and row.consent_id is None
    assert not Disclosure.objects.exists()
    assert row.code not in case.reference and case.person.code_name not in str(row.passed)


def test_who_does_not_work_on_the_case_refers_nothing(
    cast: SimpleNamespace, case: Case, item: AssistanceItem, birch: Provider
) -> None:
    agrees(cast, case)
    agreed(cast, birch)
    for person in (cast.dana, cast.emil, cast.yusra):
        with pytest.raises(PermissionDenied):
            actions.refer_to_provider(actor=person, item=item, provider=birch, keys=KEYS, how="message")


def test_the_providers_account_sees_its_items_and_no_case(
    cast: SimpleNamespace, client_of: Any, case: Case, referral: ProviderReferral
) -> None:
    browser = client_of(cast.yusra)
    assert [row.pk for row in browser.get(DESK).context["rows"]] == [referral.pk]
    page = browser.get(reverse("resources:desk_item", args=[referral.pk])).content.decode()
    assert "Invented" in page and "Pain since spring" in page
    assert "555 0123" not in page and case.reference not in page and case.person.code_name not in page
    for address in (reverse("cases:case", args=[case.pk]), reverse("resources:providers")):
        assert browser.get(address).status_code in (403, 404)
    assert not Case.objects.visible_to(cast.yusra).exists()


def test_another_provider_and_the_third_person_see_nothing(
    cast: SimpleNamespace, client_of: Any, referral: ProviderReferral
) -> None:
    other = Organisation.objects.create(name="Other Clinic", kind="provider", country="MD")
    cast.birch.organisation = other
    cast.birch.save()
    address = reverse("resources:desk_item", args=[referral.pk])
    assert client_of(cast.yusra).get(address).status_code == 404
    assert list(client_of(cast.yusra).get(DESK).context["rows"]) == []
    with pytest.raises(PermissionDenied):
        actions.report_on_referral(
            actor=cast.yusra, referral=referral, state="accepted", on=timezone.localdate()
        )
    for person in (cast.dana, cast.emil):
        assert client_of(person).get(address).status_code == 403
        assert client_of(person).get(DESK).status_code == 403
        panel = reverse("cases:panel", args=[referral.case_id, "providers"])
        assert client_of(person).get(panel).status_code == 404


def test_what_the_provider_says_reaches_who_works_on_the_case(
    cast: SimpleNamespace, client_of: Any, referral: ProviderReferral
) -> None:
    sent = {"state": "accepted", "on": "2026-11-30", "note": "Come on Monday"}
    answer = client_of(cast.yusra).post(reverse("resources:desk_item", args=[referral.pk]), sent)
    assert answer.status_code == 302
    assert ProviderReferral.objects.get(pk=referral.pk).state == "accepted"
    told = set(Outbox.objects.filter(event="referral.answered").values_list("recipient", flat=True))
    assert told == {cast.amina.pk}
    panel = client_of(cast.amina).get(reverse("cases:panel", args=[referral.case_id, "providers"]))
    assert "Come on Monday" in panel.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM resources_providerreport p")
        assert "Monday" not in cursor.fetchone()[0]


def test_a_withdrawal_closes_it_at_once_and_the_provider_is_told_to_stop(
    cast: SimpleNamespace, client_of: Any, case: Case, referral: ProviderReferral
) -> None:
    records.withdraw_consent(actor=cast.amina, case=case, consent_type="share_provider")
    told = set(Outbox.objects.filter(event="referral.stop").values_list("recipient", flat=True))
    assert told == {cast.yusra.pk}
    page = client_of(cast.yusra).get(reverse("resources:desk_item", args=[referral.pk])).content.decode()
    assert "Invented" not in page and "Pain since spring" not in page and "destroy" in page
    row = desk.one_for(cast.yusra, referral.pk)
    with pytest.raises(ValidationError):
        actions.report_on_referral(actor=cast.yusra, referral=row, state="started", on=timezone.localdate())
    actions.report_on_referral(actor=cast.yusra, referral=row, state="returned", on=timezone.localdate())


def test_a_withdrawn_health_consent_hides_what_is_about_health(
    cast: SimpleNamespace, referral: ProviderReferral
) -> None:
    row = ProviderReferral.objects.get(pk=referral.pk)
    row.passed = [{"key": "allergies", "label": "Allergies", "value": "Nuts"}, *row.passed]
    assert "allergies" in {one["key"] for one in desk.shown(row)}
    row.health_closed_at = timezone.now()
    assert {one["key"] for one in desk.shown(row)} == {"first_name", "sex"}


def test_a_file_that_is_closed_to_use_is_no_providers(
    cast: SimpleNamespace, case: Case, referral: ProviderReferral
) -> None:
    records.withdraw_consent(actor=cast.amina, case=case, consent_type="data_processing")
    assert desk.listed(cast.yusra) == []
