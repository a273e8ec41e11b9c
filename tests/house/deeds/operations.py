"""Key operations."""

from config.operations.forms import REPLACEABLE
from tests.house.matrix_deed import Deed

DEEDS: dict[str, Deed] = {
    "operations-keys": Deed("farah", sent={"key": REPLACEABLE[0]}),
    # Browsers send it by themselves; it writes a line of the log and nothing else.
    "policy-report": Deed(by_script=True, only_looks=True),
}
