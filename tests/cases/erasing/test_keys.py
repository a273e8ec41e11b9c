"""After an erasure the keys that wrapped the erased ones are replaced and destroyed, and the rest still opens."""

import pytest

from cases import tasks
from cases.erasing import erasure
from cases.erasing import keys as erasure_keys
from cases.models import ErasureRequest, PersonBiodata
from config.operations import deeds
from tests.cases.conftest import agree, open_for, save
from tests.cases.erasing.conftest import confirmed, erased
from vault import rotation
from vault.models import RingKey, RotationJob

pytestmark = pytest.mark.django_db


def test_they_are_replaced_and_destroyed(people, full):
    other = open_for(people.amina)
    agree(people.amina, other, "screening_interview", "data_processing")
    save(people.amina, other, "biodata", {"first_name": "Nadja"})
    request = erased(people, full)
    wanted = erasure_keys.wanted()
    assert ("kek.identity", 1) in wanted and ("kek.evidence", 1) in wanted
    begun, destroyed = erasure_keys.replace()
    assert begun == len(wanted) and destroyed == 0
    assert erasure_keys.replace() == (0, 0), "one rotation at a time, and nothing is destroyed before its end"
    for job in RotationJob.objects.all():
        rotation.run(job.pk)
    assert erasure_keys.replace() == (0, len(wanted))
    assert RingKey.objects.get(name="kek.identity", version=1).state == RingKey.State.RETIRED
    erasure.follow_up(request.pk)
    assert ErasureRequest.objects.get(pk=request.pk).rewrapped_at is not None
    assert erasure_keys.wanted() == set()
    assert PersonBiodata.objects.get(case=other).first_name == "Nadja"


@pytest.fixture
def queued(monkeypatch, django_capture_on_commit_callbacks):
    """Runs a deed to its commit; how often the replacing was put into the queue."""

    def during(deed, *given):
        asked = []
        monkeypatch.setattr(tasks.replace_erased_keys, "apply_async", lambda **how: asked.append(how))
        with django_capture_on_commit_callbacks(execute=True):
            deed(*given)
        return len(asked)

    return during


@pytest.mark.parametrize("how", ["one by one", "by the timer"])
def test_it_is_queued_when_an_erasure_is_committed(people, full, queued, how):
    request = confirmed(people, full, at_once=True)
    deed = (tasks.erase, str(request.pk)) if how == "one by one" else (tasks.erase_due,)
    assert queued(*deed) == 1
    assert queued(*deed) == 0, "nothing was erased the second time"


def test_the_end_of_the_rotation_asks_again_and_the_old_key_is_destroyed_then(people, full, queued):
    request = erased(people, full)
    tasks.replace_erased_keys()
    assert queued(deeds.work) == 1
    tasks.replace_erased_keys()
    assert not RingKey.objects.filter(state=RingKey.State.DECRYPT_ONLY).exists()
    request.refresh_from_db()
    assert request.rewrapped_at is not None, "noted at once, not by the next round of the timer"


def test_without_a_broker_an_erasure_is_done_all_the_same(people, full, monkeypatch, caplog):
    def away(**how):
        raise OSError

    monkeypatch.setattr(tasks.replace_erased_keys, "apply_async", away)
    request = confirmed(people, full, at_once=True)
    tasks.erase(str(request.pk))
    tasks._publish_replacing()
    assert ErasureRequest.objects.get(pk=request.pk).state == "done"
    assert "within six hours" in caplog.text
