"""Every model says how it is exported and erased, or why it holds nothing about anybody."""

import sys

from django.apps import apps

from audit import retention


def say(line: str) -> None:
    """For reviewers: shown by pytest -rP or -s."""
    sys.stdout.write(f"{line}\n")


OURS = (
    "vault", "audit", "accounts", "notifications", "cases", "resources", "referrals", "shelters", "reintegration", "reports",
    "exchange",
)  # fmt: skip


def labels():
    return [model._meta.label for model in apps.get_models() if model._meta.app_label in OURS]


def test_every_model_of_ours_is_registered_or_named_harmless():
    assert retention.unanswered(labels()) == []


def test_every_reason_is_given():
    for label, why in sorted(retention.harmless_models().items()):
        say(f"{label}: {why}")
    assert all(len(why) > 10 for why in retention.harmless_models().values())


def test_nobody_answers_for_a_model_that_is_gone():
    known = {model._meta.label_lower for model in apps.get_models()}
    assert set(retention.registered()) <= known
    assert set(retention.harmless_models()) <= known
