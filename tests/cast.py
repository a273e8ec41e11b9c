"""The people of the tests: the same invented cast as in the demonstration world."""

from config.demonstration.cast import DEMONSTRATION_PASSWORD, OFFICES, PEOPLE, OfficeSpec, PersonSpec

__all__ = ["DEMONSTRATION_PASSWORD", "OFFICES", "PEOPLE", "OfficeSpec", "PersonSpec"]
