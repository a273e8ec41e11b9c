"""Providers and agreements."""

from __future__ import annotations

from tests.house.matrix_deed import Deed

DEEDS: dict[str, Deed] = {
    "resources:provider_change": Deed(may="bruno vera"),
    "resources:provider_availability": Deed(may="bruno vera", sent={"free_places": "3"}),
    "resources:provider_close": Deed("bruno", may="bruno vera", page="resources:provider"),
    # Keepers elsewhere agree for their own offices; the form does not offer them this one.
    "resources:agreement_enter": Deed(may="bruno vera", knows="emil oskar"),
    "resources:agreement_end": Deed("bruno", may="bruno vera", page="resources:provider"),
}
