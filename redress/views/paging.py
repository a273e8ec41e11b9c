"""Pages of a list."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

PAGE = 25


def paged(request: HttpRequest, rows: Any) -> dict[str, Any]:
    """The rows of the asked page, its number, and the addresses of its neighbours."""
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return {
        "rows": list(page.object_list),
        "number": page.number,
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
