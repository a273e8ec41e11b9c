"""What a question can be called for by: predicates over the answers of a row and what surrounds it.

They are composed in cases/record/wanted.py; each is pure.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from cases.models.scoped import EMPTY

if TYPE_CHECKING:
    from cases.models import Case


@dataclass(frozen=True)
class Surroundings:
    """What a condition may know beside the section's own answers."""

    majority_status: str = "unknown"
    granted: frozenset[str] = field(default_factory=frozenset)
    # What the person asked not to be asked again counts as answered.
    not_again: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, case: "Case", majority_status: str) -> "Surroundings":
        """As the case stands now: consents whose newest row grants, and the person's majority."""
        from cases.consent import consents  # they ask for the models, which sections of this floor import
        from cases.interview import not_again

        granted = consents.granted_among(consents.statuses(case))
        return cls(majority_status, granted, frozenset(not_again.of_case(case)))


class Values(Protocol):
    """Answers by key: a dictionary, or a row read when asked."""

    def get(self, key: str, /) -> Any: ...


Condition = Callable[[Values, Surroundings], bool]


def always(_values: Values, _around: Surroundings) -> bool:
    return True


def with_consent(consent_type: str) -> Condition:
    return lambda _values, around: consent_type in around.granted


def missing(key: str) -> Condition:
    return lambda values, _around: values.get(key) in EMPTY


def given(key: str) -> Condition:
    return lambda values, _around: values.get(key) not in EMPTY


def holds(key: str, *codes: Any) -> Condition:
    """One of the codes is the answer, or among the answers, to `key`."""
    wanted: set[Any] = set(codes)

    def holds(values: Values, _around: Surroundings) -> bool:
        found = values.get(key)
        return bool(wanted & set(found)) if isinstance(found, list | tuple | set) else found in wanted

    return holds


def negated(condition: Condition) -> Condition:
    return lambda values, around: not condition(values, around)


def both(first: Condition, second: Condition) -> Condition:
    return lambda values, around: first(values, around) and second(values, around)


def is_child(_values: Values, around: Surroundings) -> bool:
    return around.majority_status == "minor"


def emergency_contact(values: Values, _around: Surroundings) -> bool:
    return any(values.get(key) not in EMPTY for key in ("emergency_contact_name", "emergency_contact_phone"))


def either(first: Condition, second: Condition) -> Condition:
    return lambda values, around: first(values, around) or second(values, around)


def is_adult(_values: Values, around: Surroundings) -> bool:
    return around.majority_status == "adult"


def more_than_none(key: str) -> Condition:
    """The number answered is above zero."""
    return lambda values, _around: (values.get(key) or 0) > 0


def differ(one: str, other: str) -> Condition:
    """Both are answered, and not alike."""

    def differs(values: Values, _around: Surroundings) -> bool:
        pair = values.get(one), values.get(other)
        return all(value not in EMPTY for value in pair) and pair[0] != pair[1]

    return differs
