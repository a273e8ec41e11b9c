"""After an erasure the keys that wrapped the erased ones are replaced and destroyed, and the rest still opens."""

import pytest

from cases import erasure, erasure_keys
from cases.models import ErasureRequest, PersonBiodata
from tests.cases.conftest import agree, open_for, save
from tests.cases.test_erasure import _ledger_file, erased, full
from vault import rotation
from vault.models import RingKey, RotationJob

pytestmark = pytest.mark.django_db
__all__ = ["_ledger_file", "full"]


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
