"""The measurements as a table for people and as JSON for machines."""

import json
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.bench.measure import Line

HEAD = ("what", "p50 ms", "p95 ms", "queries", "bytes", "bare ms", "ratio")
WIDTHS = (44, 9, 9, 8, 9, 9, 7)


def _row(cells: tuple[str, ...]) -> str:
    first, *rest = zip(cells, WIDTHS, strict=True)
    return " ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)])


def as_text(lines: list[Line], cases: int) -> str:
    """The table, one line each, with notes underneath."""
    rows = [f"{cases:,} cases", _row(HEAD), _row(tuple("-" * (width - 1) for width in WIDTHS))]
    for line in lines:
        bare = "" if line.bare is None else f"{line.bare:.1f}"
        ratio = "" if line.ratio is None else f"{line.ratio:.1f}"
        rows.append(
            _row(
                (
                    line.name,
                    f"{line.p50:.1f}",
                    f"{line.p95:.1f}",
                    str(line.queries),
                    str(line.size),
                    bare,
                    ratio,
                )
            )
        )
        rows += [f"    {name}: {value}" for name, value in line.notes.items() if name != "envelopes"]
    return "\n".join(rows)


def write_json(path: Path, results: dict[int, list[Line]], facts: dict[str, Any]) -> None:
    """All measurements with the machine they were made on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps(
            {
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
                "python": platform.python_version(),
                "facts": facts,
                "cases": {
                    str(cases): [asdict(line) | {"ratio": line.ratio} for line in lines]
                    for cases, lines in results.items()
                },
            },
            indent=1,
        )
    )
