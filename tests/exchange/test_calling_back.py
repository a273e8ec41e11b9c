"""A file that was made and not fetched yet does not outlive the yes it was made under."""

import pytest
from django.utils import timezone

from accounts import approvals
from accounts.models import Approval
from cases import actions as case_actions
from cases.actions.erasing import LOSSES
from cases.erasing import certificate, erasure
from cases.models import Case, CaseGrant, Disclosure, ErasureRequest
from exchange import actions, destroying, selection, tasks
from exchange.actions import NoLongerAllowed, NotPossibleNow
from exchange.models import Export, ExportCase, ExportPart
from tests.cases.conftest import agree, save
from tests.exchange.conftest import agree_to, ask, made, make_case, taken

CLINIC = {"recipient": "provider", "recipient_name": "Lantern clinic", "purpose": "hand_over"}


@pytest.fixture(autouse=True)
def _ledger_file(tmp_path, settings):
    settings.ERASURE_LEDGER = tmp_path / "erasures.jsonl"


def withdraw(people, case, kind="data_processing"):
    case_actions.withdraw_consent(actor=people.amina, case=case, consent_type=kind)


def gone(export):
    """Whether nothing of the file is left, and the line says why without naming a case."""
    export.refresh_from_db()
    return (export.state, export.problem) == ("expired", "changed") and not ExportPart.objects.exists()


def refused(people, export):
    with pytest.raises((NoLongerAllowed, NotPossibleNow)):
        actions.release(actor=people.amina, export=export)
    with pytest.raises(NotPossibleNow):
        actions.show_password(actor=people.amina, export=export)
    return True


def agreed_with_clinic(people, case):
    given = {"consent_recipients": ["Lantern clinic"], "consent_data_categories": ["identity"]}
    agree(people.amina, case, "share_provider", **given)
    save(people.amina, case, "biodata", {"primary_language": "ro"})


def test_a_withdrawal_destroys_the_file_that_waits(people, case):
    make_case(people)
    export = made(people)
    assert export.rows == 2
    withdraw(people, case)
    assert gone(export) and refused(people, export)


def test_the_end_of_a_consent_to_share_destroys_what_was_made_under_it_and_no_more(people, case):
    agreed_with_clinic(people, case)
    outside, inside = made(people, **CLINIC), made(people)
    withdraw(people, case, "share_provider")
    outside.refresh_from_db()
    assert outside.problem == "changed" and refused(people, outside)
    assert not Disclosure.objects.exists()
    assert taken(people, inside)[0]


def test_a_no_that_is_no_withdrawal_counts_alike(people, case):
    export = made(people)
    agree(people.amina, case, "data_processing", consent_status="refused")
    assert gone(export)


@pytest.mark.parametrize("what", ["restricted", "location", "conflict", "erasure"])
def test_what_else_closes_a_case_destroys_it(people, case, what):
    export = made(people)
    if what == "restricted":
        case_actions.restrict_case(actor=people.bruno, case=case, reason="threat")
    elif what == "location":
        case_actions.lock_location(actor=people.bruno, case=case, reason="threat")
    elif what == "conflict":
        case_actions.declare_conflict(actor=people.amina, case=case, user=people.amina)
    else:
        case_actions.ask_erasure(actor=people.bruno, case=case, extent="identity", reason="asked")
    assert gone(export)


def test_somebody_elses_conflict_takes_nothing_from_others(people, case):
    export = made(people)
    case_actions.declare_conflict(actor=people.bruno, case=case, user=people.bruno)
    assert taken(people, export)[0]


@pytest.mark.parametrize("lost", ["grant", "status"])
def test_what_called_nothing_back_is_asked_again_at_the_door(people, case, lost):
    export = made(people)
    if lost == "grant":
        CaseGrant.objects.filter(content_object=case).delete()
    else:
        Case.objects.filter(pk=case.pk).update(closed_to_use_at=timezone.now())
    with pytest.raises(NoLongerAllowed):
        actions.release(actor=people.amina, export=export)
    assert gone(export)


def test_a_withdrawal_while_it_is_made_gives_the_making_up(people, case, monkeypatch):
    export = agree_to(people, ask(people))
    select = selection.select

    def slowly(*given):
        found = select(*given)
        withdraw(people, Case.objects.get(pk=case.pk))
        return found

    monkeypatch.setattr(selection, "select", slowly)
    tasks.make(str(export.pk))
    export.refresh_from_db()
    assert (export.state, export.problem) == ("failed", "changed")
    assert not ExportPart.objects.exists()


def test_an_erasure_leaves_no_file_and_its_certificate_names_exports(people, case):
    export = made(people)
    ExportCase.objects.get(export=export, case=case)
    withdraw(people, case)
    told = {"checked_how": "in_person", "told": LOSSES, "at_once": True}
    request = case_actions.check_erasure(actor=people.amina, case=case, **told)
    approvals.approve(actor=people.bruno, approval=Approval.objects.get(pk=request.approval))
    assert erasure.run(request.pk)
    request = ErasureRequest.objects.get(pk=request.pk)
    assert request.certificate["held"]["exchange.exportcase"] == 1
    assert request.certificate["holds"]["exchange.exportcase"] == 0
    assert "exports that hold the file" in {str(store.label) for store in certificate.stores(request)}
    assert gone(export)


def test_an_erasure_that_nothing_closed_before_destroys_the_file(people, case):
    """As a restored backup has it: the ledger erases again what no action closed."""
    export = made(people)
    assert erasure.replay(case.pk, None)
    assert gone(export) and not ExportCase.objects.exists()


def test_which_cases_were_in_it_is_forgotten_with_the_file(people, case):
    taken(people, made(people))
    waiting = made(people)
    assert destroying.forget_held() == 1
    assert [row.export for row in ExportCase.objects.all()] == [waiting]
    assert Export.objects.get(pk=waiting.pk).cases == [str(case.pk)]
