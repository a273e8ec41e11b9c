"""What a level of risk entails, who may set it, and which one counts (risk.md 4 and 5). Pure, as risk.py is."""

from collections.abc import Mapping
from dataclasses import dataclass

from cases.assessing.risk import Assessed, Level


@dataclass(frozen=True)
class Effects:
    """What a level does (table risk_effects); hours and days are settings, the rest is the same everywhere."""

    restricted: bool = False
    address_hidden: bool = False
    needs_safety_plan: bool = False
    accompaniment: bool = False
    escort: bool = False
    referral_flag: bool = False
    referral_approval: bool = False
    return_proposed: bool = True


EFFECTS: Mapping[Level, Effects] = {
    Level.STANDARD: Effects(),
    Level.ELEVATED: Effects(needs_safety_plan=True, accompaniment=True, referral_flag=True),
    Level.HIGH: Effects(
        restricted=True, needs_safety_plan=True, accompaniment=True, escort=True, referral_flag=True,
        referral_approval=True,
    ),
    Level.EXTREME: Effects(
        restricted=True, address_hidden=True, needs_safety_plan=True, accompaniment=True, escort=True,
        referral_flag=True, referral_approval=True, return_proposed=False,
    ),
}  # fmt: skip
FIRST_ACTION_HOURS: Mapping[Level, int] = {
    Level.STANDARD: 7 * 24,
    Level.ELEVATED: 72,
    Level.HIGH: 24,
    Level.EXTREME: 4,
}
REVIEW_DAYS: Mapping[Level, int] = {
    Level.STANDARD: 30,
    Level.ELEVATED: 14,
    Level.HIGH: 7,
    Level.EXTREME: 3,
}


class LevelNotAllowed(ValueError):
    """The level chosen needs something that is missing; `why` names it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def check_lowering(*, supervises: bool, reason: str) -> None:
    """Lowering needs a supervisor and a reason. Raises LevelNotAllowed with `needs_supervisor` or `needs_reason`."""
    if not supervises:
        raise LevelNotAllowed("needs_supervisor")
    if not reason.strip():
        raise LevelNotAllowed("needs_reason")


def check_final(final: Level, assessed: Assessed, *, supervises: bool, reason: str) -> None:
    """Whether somebody may set the level after professional judgement.

    Any assessor may raise, at once and without a word: a missing reason is a mark there (P1). Lowering needs
    a supervisor and a reason, and never goes below the floor. Raises LevelNotAllowed with `below_floor`,
    `needs_supervisor` or `needs_reason`.
    """
    if final < assessed.floor:
        raise LevelNotAllowed("below_floor")
    if final < assessed.computed:
        check_lowering(supervises=supervises, reason=reason)


def final_after(computed: Level | None, final: Level | None, assessed: Assessed) -> Level:
    """The level that counts when an assessment is computed again, from what was computed and set before.

    What nobody had judged follows the computed level. Raised stays raised, and is at least what is computed
    now. Lowered stays lowered, above the floor, until more danger is computed than its supervisor had seen.
    """
    if computed is None or final is None or final == computed:
        return assessed.computed
    if final > computed:
        return max(final, assessed.computed)
    if assessed.computed > computed:
        return assessed.computed
    return max(min(final, assessed.computed), assessed.floor)
