"""The job that turns HTML into PDF, run in a locked child process (vault/locked_child.py).

Its asset fetcher knows nothing but the dictionary it was given. Only the standard library and WeasyPrint
are imported here.
"""

import base64
from typing import Any

from vault.locked_child import Refused

KINDS = {"svg": "image/svg+xml", "ttf": "font/ttf", "css": "text/css"}


def prepare() -> None:
    """Load the slow part while nobody waits yet."""
    import weasyprint  # noqa: F401


def work(header: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """The PDF of the HTML in `body`; `header` has its assets and max_pages. Refused: asset, pages."""
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    assets = {name: base64.b64decode(content) for name, content in header["assets"].items()}

    class OnlyTheDictionary(URLFetcher):
        """`asset:name` from memory; anything else ends the rendering."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.removeprefix("asset:")
            if name == url or name not in assets:
                raise FatalURLFetchingError("not an asset of this document")
            kind = KINDS[name.rpartition(".")[2]]
            return URLFetcherResponse(url, assets[name], {"Content-Type": kind})

    try:
        html = weasyprint.HTML(string=body.decode(), base_url="asset:", url_fetcher=OnlyTheDictionary())
        document = html.render()
        if len(document.pages) > header["max_pages"]:
            raise Refused("pages")
        # The variant belongs to write_pdf(); given to render() it is silently ignored.
        return {"pages": len(document.pages)}, document.write_pdf(pdf_variant="pdf/ua-1")
    except FatalURLFetchingError:  # a BaseException: `except Exception` would let it pass
        raise Refused("asset") from None
