"""PDF from our own templates, made in a locked child process (design/confidentiality.md 10)."""

import base64
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

from paper import bounds
from vault import locked

SECONDS = 300
MAX_PAGES = 400
FONTS = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSansArabic-Regular.ttf", "NotoSansArabic-Bold.ttf")
STYLE = "report-print.css"


class PdfFailed(Exception):
    """The child did not make a PDF. `problem` is `too_large`, `too_slow` or `broken`, `reason` one word for the log."""

    def __init__(self, problem: str, reason: str) -> None:
        super().__init__(reason)
        self.problem = problem
        self.reason = reason


class PdfCancelled(Exception):
    """The person who asked does not want it any more."""


class PdfChild(locked.LockedChild):
    """One child for one PDF. Started early, so that it is loaded by the time the HTML is ready."""

    def __init__(self, *, seconds: int = SECONDS) -> None:
        super().__init__("paper.child", seconds=seconds)

    def __enter__(self) -> "PdfChild":
        return self

    def render(
        self, html: str, assets: Mapping[str, bytes], *, is_cancelled: Callable[[], bool] = lambda: False
    ) -> bytes:
        """The tagged PDF of `html`, whose addresses are all `asset:name`. Raises PdfFailed or PdfCancelled."""
        encoded = {name: base64.b64encode(content).decode() for name, content in assets.items()}
        try:
            bounds.check(html)
            _said, pdf = self.ask(
                {"assets": encoded, "max_pages": MAX_PAGES},
                bounds.tamed(html).encode(),
                is_cancelled=is_cancelled,
            )
        except locked.Cancelled:
            raise PdfCancelled from None
        except bounds.TooMuch as problem:
            raise PdfFailed("too_large", problem.code) from None
        except locked.ChildFailed as problem:
            raise PdfFailed(_problem(problem.reason), problem.reason) from None
        if not pdf.startswith(b"%PDF-"):
            raise PdfFailed("broken", "answer")
        return pdf


def _problem(reason: str) -> str:
    return {"pages": "too_large", "time": "too_slow"}.get(reason, "broken")


@cache
def house_assets() -> dict[str, bytes]:
    """Style sheet and fonts, read once per worker."""
    static = Path(settings.BASE_DIR) / "static"
    fonts = {name: (static / "fonts" / name).read_bytes() for name in FONTS}
    return {STYLE: (static / "css" / STYLE).read_bytes(), **fonts}
