"""The right to stay, and custody."""

from __future__ import annotations

from tests.house.matrix_deed import Deed

DEEDS: dict[str, Deed] = {
    "legal:permit_enter": Deed(sent={"kind": "asylum", "state": "applied"}),
    "legal:permit": Deed(sent={"number": "A 17"}),
    "legal:permit_step": Deed(sent={"note": "By letter"}),
    "legal:custody_note": Deed(sent={"kind": "prosecution"}),
    "legal:custody_deed": Deed(sent={"is_possible": "yes"}),
    "legal:custody_end": Deed(sent={"outcome": "Released"}),
}
