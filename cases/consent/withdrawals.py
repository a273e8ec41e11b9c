"""What follows from a withdrawal: every effect of every kind of consent (domain/consent.md 4), and how it comes about.

The one table. The pages say it before and after, the tasks with their clocks are raised from it, and the journey holds
it against what a browser shows. What an effect does stands in cases/actions/withdrawal_effects.py, erasing.py, and on
the floors that listen (consents.on_withdrawal).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class How(StrEnum):
    """How an effect comes about."""

    # Within the transaction, or refused by a guard from then on.
    AT_ONCE = "at_once"
    # By somebody who works on the case: a task with a clock.
    BY_HAND = "by_hand"
    # Two people confirm it, on the page of the erasure.
    BY_TWO = "by_two"
    # It belongs to a floor that is not built yet, which will listen for the withdrawal.
    NOT_HERE = "not_here"


@dataclass(frozen=True)
class Effect:
    """One effect. `days` is the setting with its clock; `if_none` is said where there was nothing to do by hand."""

    code: str
    text: str | Promise
    how: How = How.AT_ONCE
    days: str = ""
    if_none: str | Promise = _("It is not on record that this was done: look into it.")


SOON, AT_ONCE, LATER = (
    "cases.withdrawal_days",
    "cases.withdrawal_urgent_days",
    "cases.withdrawal_closure_days",
)
NOTHING_GIVEN = _("Nothing that was given to anybody is on record: nobody has to be told.")
CLOSING = (
    Effect("closed", _("Every use stops: the file is closed to everybody.")),
    Effect(
        "erasure",
        _(
            "Two people check the wish in a safe way, say what would be lost (proof for a permit, wages or "
            "compensation, a family link), and only then is it erased. Until it takes effect the person can take it back."
        ),
        How.BY_TWO,
    ),
)
HEALTH = (
    Effect(
        "closed", _("The health section is closed to further use. Only the two urgent questions stay open.")
    ),
    Effect("house_card", _("What a house needs for safety (allergies, medicine times) stays.")),
)

EFFECTS: dict[str, tuple[Effect, ...]] = {
    "screening_interview": (
        Effect("ended", _("The interview ends: nothing more is asked or written down. Help goes on.")),
        Effect("answers", _("What was said is kept or erased, as the person decides.")),
    ),
    "assistance": (
        Effect("planned", _("Help that was planned stops; what is under way ends when the person ends it.")),
        Effect("follow_up", _("The case goes to follow-up.")),
        Effect("way_back", _("Tell the person how to come back"), How.BY_HAND, SOON),
        Effect("closure", _("Look at the case once more and close it"), How.BY_HAND, LATER),
    ),
    "data_processing": (
        *CLOSING,
        Effect("statistics", _("Statistics keep coded answers only if the person agreed to research.")),
    ),
    "share_mission": (
        Effect("no_more", _("Nothing more may be sent to the other office.")),
        Effect(
            "recall",
            _("Ask the other office to stop using what it received"),
            How.BY_HAND,
            SOON,
            NOTHING_GIVEN,
        ),
        Effect(
            "referral",
            _("A referral is withdrawn and the other office loses its keys."),
            How.NOT_HERE,
        ),
    ),
    "share_provider": (
        Effect("no_more", _("Nothing more may be sent to the provider.")),
        Effect(
            "recall",
            _("Ask the provider to stop, and to return or destroy what it received"),
            How.BY_HAND,
            SOON,
            NOTHING_GIVEN,
        ),
    ),
    "share_authority": (
        Effect("no_more", _("Nothing more is disclosed to police, prosecution or immigration.")),
        Effect("past", _("What was disclosed before stays on record.")),
    ),
    "family_contact": (
        Effect("locked", _("Relatives are not contacted, and no tracing begins.")),
        Effect("paused", _("A tracing under way is paused.")),
        Effect(
            "searchers",
            _("Tell whoever searches for the family to stop"),
            How.BY_HAND,
            AT_ONCE,
            _("No tracing was under way: nobody has to be told."),
        ),
    ),
    "medical_exam": HEALTH,
    "medical_test": (
        *HEALTH,
        Effect("appointment", _("Cancel a test that is arranged"), How.BY_HAND, AT_ONCE),
    ),
    "medical_sharing": (
        *HEALTH,
        Effect(
            "recall",
            _("Ask who received health data to stop, and to return or destroy it"),
            How.BY_HAND,
            SOON,
            NOTHING_GIVEN,
        ),
    ),
    "photo_document": CLOSING,
    "shelter_stay": (
        Effect("nobody_put_out", _("Nobody is put out: the bed is kept until the person leaves.")),
        Effect("stay", _("The stay ends when the person leaves."), How.NOT_HERE),
    ),
    "return": (
        Effect("no_journey", _("No journey may begin.")),
        Effect(
            "cancel", _("Cancel the journey that is arranged, and tell those involved"), How.BY_HAND, AT_ONCE
        ),
        Effect("referral", _("The referral is withdrawn and the travel cancelled."), How.NOT_HERE),
    ),
    "reintegration": (
        Effect("no_plan", _("No new plan may be agreed.")),
        Effect("discontinue", _("Discontinue the plan together with the person"), How.BY_HAND, SOON),
        Effect("plan", _("The plan is discontinued."), How.NOT_HERE),
    ),
    "follow_up": (
        Effect("no_contact", _("Nobody contacts the person any more: the safe way of contact is none.")),
        Effect("monitoring", _("Planned visits and calls of monitoring stop."), How.NOT_HERE),
    ),
    "research": (
        Effect("left_out", _("The case is left out of the next export on.")),
        Effect("published", _("Published totals stay as they are.")),
    ),
    "media": (
        Effect("no_more", _("Nothing may be published any more.")),
        Effect(
            "recall",
            _("Have the publication stopped and copies recalled where possible"),
            How.BY_HAND,
            AT_ONCE,
        ),
    ),
}


def by_hand(kind: str) -> Iterator[Effect]:
    """The effects of a kind that somebody has to bring about."""
    return (effect for effect in EFFECTS[kind] if effect.how is How.BY_HAND)


def task_of(kind: str, effect: Effect) -> str:
    """The kind of task (cases/case_tasks.py) that an effect by hand is."""
    return f"withdrawn_{kind}_{effect.code}"


def effect_of(kind: str, code: str) -> Effect | None:
    """An effect by hand by its code, or None."""
    return (
        next((effect for effect in by_hand(kind) if effect.code == code), None) if kind in EFFECTS else None
    )


def in_words(kind: str) -> Promise | str:
    """Everything that follows, in one paragraph: beside a question where a no would be a withdrawal."""
    here = [effect for effect in EFFECTS[kind] if effect.how is not How.NOT_HERE]
    # What is to be done is called as its task is, without a full stop.
    pattern = " ".join("{}." if effect.how is How.BY_HAND else "{}" for effect in here)
    found: Promise | str = format_lazy(pattern, *(effect.text for effect in here))
    return found
