"""A whole case put back to yesterday, its manifest with it, fits; its events do not."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from audit import case_states, context
from audit.connect import connected
from audit.management.commands.verify_audit import _present
from cases.actions import record_consent, save_section
from cases.models import Case, PersonEducation
from tests.audit.conftest import Connect
from tests.cases.pages.conftest import CONSENT, new_case
from vault import keys

TABLES = ("vault_manifest", "cases_personeducation")


@pytest.fixture
def saved(live_db: str, cast: SimpleNamespace) -> Any:
    """A case and a way to save its education section."""
    with context.acting(user=cast.amina), keys.session():
        case = new_case(cast.amina)
        for kind in ("screening_interview", "data_processing"):
            record_consent(actor=cast.amina, case=case, consent_type=kind, **CONSENT)
    row = PersonEducation.objects.filter(case=case)

    def save(**values: Any) -> Case:
        with context.acting(user=cast.amina), keys.session():
            save_section(
                actor=cast.amina,
                case=case,
                section="education",
                values=values,
                base_version=row.get().version,
            )
        return case

    return save


def problems() -> list[str]:
    with connected(settings.AUDIT_READER_DATABASE_URL, "AUDIT_READER_DATABASE_URL") as link:
        return list(case_states.problems(case_states.noted(link), _present()))


def stored(as_role: Connect, table: str, case: Case) -> Any:
    column = "scope" if table == "vault_manifest" else "case_id"
    with as_role("superuser").cursor() as cursor:
        cursor.execute(f"SELECT {table}::text FROM {table} WHERE {column} = %s", [str(case.pk)])  # noqa: S608  # names of ours
        return cursor.fetchone()[0]


def put_back(as_role: Connect, case: Case, kept: dict[str, str]) -> None:
    with as_role("superuser").cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table, row in kept.items():
            column = "scope" if table == "vault_manifest" else "case_id"
            cursor.execute(f"DELETE FROM {table} WHERE {column} = %s", [str(case.pk)])  # noqa: S608  # names of ours
            cursor.execute(f"INSERT INTO {table} SELECT (%s::{table}).*", [row])


def test_a_case_as_its_events_left_it_is_no_problem(saved: Any) -> None:
    saved(literacy="reads_writes")
    assert problems() == []


def test_a_case_put_back_with_its_manifest_is_named(saved: Any, as_role: Connect) -> None:
    case = saved(literacy="reads_writes")
    kept = {table: stored(as_role, table, case) for table in TABLES}
    saved(literacy="none")
    put_back(as_role, case, kept)
    connection.close()
    assert PersonEducation.objects.get(case=case).literacy == "reads_writes"  # the vault sees nothing wrong
    (problem,) = problems()
    assert problem.startswith(f"Case {case.pk} was put back: it is in state ")
    saved(literacy="basic")
    assert any("two different states with the same number" in one for one in problems())
