"""Key operations."""

from config.operations.forms import REPLACEABLE
from tests.house.matrix_deed import Deed

DEEDS: dict[str, Deed] = {"operations-keys": Deed("farah", sent={"key": REPLACEABLE[0]})}
