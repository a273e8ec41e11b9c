"""Why an action refused. Each carries what a page needs to explain it; none carries an answer in its text."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise

if TYPE_CHECKING:
    from cases.models import SectionRow


class SearchRequired(Exception):
    """A case is opened only after a search of one's own, made within the last half hour and not used before."""


class OutOfReach(RuntimeError):
    """The new case is not visible to its own opener: everything is rolled back (habit 2)."""


class UnknownFields(ValueError):
    """Values were given for fields the section does not ask."""

    def __init__(self, fields: Iterable[str]) -> None:
        self.fields = tuple(sorted(fields))
        super().__init__(", ".join(self.fields))


class NotForThisChild(Exception):
    """A rule of children holds this back (cases/child/children.py); `needs` say what it waits for."""

    def __init__(self, deed: str, needs: Iterable[Any]) -> None:
        super().__init__(deed)
        self.deed = deed
        self.needs = tuple(needs)


class FieldsNotAllowed(PermissionDenied):
    """The actor may not change these fields."""

    def __init__(self, fields: Iterable[str]) -> None:
        self.fields = tuple(sorted(fields))
        super().__init__(", ".join(self.fields))


class AnswersNotAllowed(Exception):
    """These answers wait for a consent of the person (cases/consent/locks.py); the rest of the section does not."""

    def __init__(self, fields: Iterable[str], reasons: Iterable[str | Promise]) -> None:
        self.fields = tuple(sorted(fields))
        self.reasons = tuple(reasons)
        super().__init__(", ".join(self.fields))


class IdentityNotAllowed(AnswersNotAllowed):
    """Without consent to data processing no identifying answer is kept; the code name serves instead (D1)."""


class InterviewNotAllowed(Exception):
    """Without consent to the interview its sections stay closed; only an anonymous tally may be kept."""

    def __init__(self, reasons: Iterable[str | Promise]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("screening_interview")


class InterviewUnderWay(Exception):
    """One interview at a time: another one of this case is not ended yet."""


class NoInterviewUnderWay(Exception):
    """There is nothing to pause, resume or end: somebody ended the interview meanwhile."""


class InterviewErased(NoInterviewUnderWay):
    """What was typed at this interview was erased, as the person decided: nothing more is noted of it."""


class SectionConflict(Exception):
    """Somebody else saved this section meanwhile. Both versions are here; nothing was written.

    `current` is the row as it stands, `mine` what the actor wanted to write, `fields` those that differ.
    """

    def __init__(self, section: str, current: "SectionRow", mine: Mapping[str, Any]) -> None:
        self.section = section
        self.current = current
        self.version = current.version
        self.mine = dict(mine)
        self.theirs = {key: current.answer(key) for key in self.mine}
        self.fields = [key for key, value in self.mine.items() if self.theirs[key] != value]
        super().__init__(section)


class TooLate(Exception):
    """A removed row can no longer be brought back."""


class TooEarly(Exception):
    """Nothing has been erased yet: there is nothing to certify."""


class AlreadyDecided(Exception):
    """Somebody else decided on the pair meanwhile, or there is no link left to undo."""


class EndedByRule(Exception):
    """This row ended a consent by a rule, and is nobody's error: what it ended does not stand again, it is asked again."""


class AlreadyMarked(Exception):
    """This consent row does not count any more: it was marked as an error before."""
