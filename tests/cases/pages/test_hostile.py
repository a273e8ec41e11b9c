"""What somebody sends who does not use our pages: it is answered as nonsense, and nothing is lost or shown."""

from typing import Any

import pytest

from cases.models import Case

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sort", ["reference", "registered"])
@pytest.mark.parametrize("key", ["\x00", "2026-01-01~\x00", "2026-01-01~W7F3K2QXM'", "~", "2026-01-01~"])
def test_a_key_of_the_list_that_is_none_begins_anew(
    cast: Any, client_of: Any, case: Case, sort: str, key: str
) -> None:
    for end in ("after", "before"):
        page = client_of(cast.amina).get("/cases/", {"sort": sort, end: key})
        assert page.status_code == 200
        assert case.reference in page.text
