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
    "legal:proceeding_enter": Deed(sent={"kind": "labour", "stage": "filed"}),
    "legal:proceeding": Deed(sent={"number": "A 17"}),
    "legal:proceeding_stage": Deed(sent={"stage": "heard"}),
    "legal:hearing_enter": Deed(sent={"day": "2027-03-01", "time": "10:00"}),
    "legal:hearing": Deed(sent={"wishes": "A screen"}),
    "legal:hearing_close": Deed(sent={"state": "held"}),
    "legal:claim_enter": Deed(sent={"kind": "wages"}),
    "legal:claim": Deed(sent={"note": "In two parts"}),
}
