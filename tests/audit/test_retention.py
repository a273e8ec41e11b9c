"""Every table answers once for its retention."""

import uuid

import pytest

from audit import retention, vault_retention
from vault.envelope import KeyMissing
from vault.models import SealedBlob


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_registered", {})
    monkeypatch.setattr(retention, "_harmless", {})


def test_registered_harmless_or_without_an_answer() -> None:
    retention.register("cases.Case", export=lambda scope: [{"id": str(scope)}], erase=lambda scope: 1)
    retention.harmless("cases.Language", "a list of languages")
    assert retention.unanswered(["cases.Case", "cases.language", "cases.Secret"]) == ["cases.Secret"]
    scope = uuid.uuid4()
    assert retention.registered()["cases.case"].export(scope) == [{"id": str(scope)}]
    assert retention.harmless_models() == {"cases.language": "a list of languages"}


def test_a_second_answer_is_refused() -> None:
    retention.harmless("cases.Case", "no")
    with pytest.raises(retention.AlreadyAnswered):
        retention.register("cases.case", export=lambda scope: [], erase=lambda scope: 0)


@pytest.mark.django_db
def test_a_scope_of_the_vault_is_exported_and_destroyed() -> None:
    vault_retention.register()
    scope, tables = uuid.uuid4(), retention.registered()
    blob = SealedBlob.write(
        scope, "evidence", [b"invented"], name="letter.pdf", content_type="application/pdf"
    )
    assert [row["name"] for row in tables["vault.sealedblob"].export(scope)] == ["letter.pdf"]
    assert tables["vault.sealedblob"].erase(scope) == 1
    blob = SealedBlob.write(scope, "evidence", [b"invented"])
    assert tables["vault.scopekey"].export(scope) == []
    assert tables["vault.scopekey"].erase(scope) >= 1
    with pytest.raises(KeyMissing):
        b"".join(SealedBlob.objects.get(pk=blob.pk).read())
