"""Everything the rooms around the cases take in is typed once; then dump, broker, log and files are searched for it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts import actions as accounts
from accounts import approvals
from audit import context
from cases.actions import record_consent
from cases.models import Attachment, Case, DuplicatePair, LegalHold
from exchange import actions as exporting
from exchange import presentation, tasks
from exchange.models import Export
from redress import actions as redressing
from redress.models import Complaint
from tests.cases.conftest import save
from tests.cases.files.making import picture
from tests.cases.pages.conftest import CONSENT, new_case
from tests.journeys import leaks
from vault import keys

GIVEN = {
    "complaint": "Nightwatchman Ösvald wants coins",
    "place": "Cobblemere annexe",
    "contact": "ring Fenwick at dusk",
    "notes": "Witness Thrapston was heard",
    "answer": "Guardsman replaced by Quillfeather",
    "kept": "Zephyrine hides at Marblecroft",
    "file name": "brambleshot-passport",
    "description": "Doorway of Tumblewick lane",
    "family name": "Vexelbrandt",
    "recipient": "Ministry of Ploverhampton",
    "authority": "Tribunal of Snettlebury",
    "plan": "Burn ledgers behind Wychgate",
    "who": "Caretaker Umberlow",
    "breach": "Satchel forgotten in tram Quorn",
    "measures": "Locks changed by Hobblethwaite",
    "request": "Spelling of Grimsdottir is wrong",
    "note": "Scar like a fernleaf, both of them",
}


@pytest.fixture
def case(live_db: str, cast: SimpleNamespace) -> Case:
    with context.acting(user=cast.amina), keys.session():
        found = new_case(cast.amina)
        for kind in ("screening_interview", "data_processing", "photo_document"):
            record_consent(actor=cast.amina, case=found, consent_type=kind, **CONSENT)
        save(cast.amina, found, "biodata", {"first_name": "Ysolde", "family_name": GIVEN["family name"]})
    return found


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this process and its children leave temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_nothing_typed_lies_anywhere_in_clear(
    cast: SimpleNamespace,
    client_of: Any,
    case: Case,
    temporary: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    complain(cast, client_of)
    keep_and_file(client_of(cast.amina), case)
    plan_and_hold(cast, client_of, case)
    breach_and_request(cast, client_of, case)
    compare(cast, client_of, case)
    secrets = export(cast)
    words = [*GIVEN.values(), *secrets]
    log = "".join(capfd.readouterr())
    places = [("dump", leaks.dump(os.environ["BACKUP_DATABASE_URL"])), ("log", log.encode())]
    places += [*leaks.broker(configured.REDIS_URL)]
    places += [*leaks.files([Path(configured.STATE_DIR), temporary])]
    assert leaks.found(words, places) == []
    assert case.reference.encode() in places[0][1], "the dump holds what is not sealed: the search can find"


def complain(cast: SimpleNamespace, client_of: Any) -> None:
    sent = {"text": GIVEN["complaint"], "place": GIVEN["place"], "contact": GIVEN["contact"]}
    assert Client().post("/feedback/", sent).status_code == 200
    focal, row = client_of(cast.oskar), Complaint.objects.get()
    worked = {"office": str(cast.harbour.pk), "named": [], "notes": GIVEN["notes"]}
    assert focal.post(f"/complaints/{row.pk}/", worked).status_code == 302
    closed = {"outcome": "upheld", "answer": GIVEN["answer"]}
    assert focal.post(f"/complaints/{row.pk}/close/", closed).status_code == 302


def keep_and_file(amina: Client, case: Case) -> None:
    assert amina.post("/keep/?path=/account/", {"display_name": GIVEN["kept"]}).status_code == 201
    upload = SimpleUploadedFile(f"{GIVEN['file name']}.jpg", picture(), "image/jpeg")
    sent = {"file": upload, "attachment_type": "photo", "attachment_sensitivity": "confidential",
            "description": GIVEN["description"]}  # fmt: skip
    assert amina.post(f"/cases/{case.pk}/files/", sent).status_code == 302
    assert Attachment.objects.count() == 1


def plan_and_hold(cast: SimpleNamespace, client_of: Any, case: Case) -> None:
    step = {"kind": "destroy", "what": GIVEN["plan"], "who": GIVEN["who"]}
    accounts.write_plan(actor=cast.bruno, office=cast.harbour, steps=[step])
    sent = {"reason": "court_order", "authority": GIVEN["authority"], "held_from": f"{timezone.localdate()}"}
    assert client_of(cast.bruno).post(f"/cases/{case.pk}/hold/", sent).status_code == 302
    assert LegalHold.objects.count() == 1


def breach_and_request(cast: SimpleNamespace, client_of: Any, case: Case) -> None:
    row = redressing.record_breach(
        actor=cast.farah,
        office=cast.harbour,
        kind="paper_lost",
        discovered_at=timezone.now(),
        what=GIVEN["breach"],
        measures=GIVEN["measures"],
    )
    answer = client_of(cast.farah).post(f"/breaches/{row.pk}/person/", {"reference": case.reference})
    assert answer.status_code == 302
    with context.acting(user=cast.amina), keys.session():
        redressing.record_request(actor=cast.amina, case=case, kind="correction", what=GIVEN["request"],
                                  received_on=timezone.localdate())  # fmt: skip


def compare(cast: SimpleNamespace, client_of: Any, case: Case) -> None:
    with context.acting(user=cast.amina), keys.session():
        other = new_case(cast.amina)
        first, second = sorted((case, other), key=lambda one: one.pk)
        pair = DuplicatePair(first=first, second=second)
        pair.save()
    answer = client_of(cast.amina).post(
        f"/cases/duplicates/{pair.pk}/decide/", {"outcome": "different", "note": GIVEN["note"]}
    )
    assert answer.status_code == 302


def export(cast: SimpleNamespace) -> list[str]:
    """An export for somebody outside, made, its password shown; gives the password."""
    with context.acting(user=cast.amina), keys.session():
        asked = exporting.ask_export(
            actor=cast.amina,
            office=cast.harbour,
            purpose="case_work",
            recipient="internal",
            recipient_name=GIVEN["recipient"],
            chosen=["first_name", "family_name"],
        )
        approvals.approve(actor=cast.bruno, approval=presentation.asked(asked))
        tasks.make(str(asked.pk))
        made = Export.objects.get(pk=asked.pk)
        assert made.rows, "something of the case is in the file"
        return [exporting.show_password(actor=cast.amina, export=made)]
