"""Every table answers once for its retention."""

import uuid

import pytest

from audit import retention


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
