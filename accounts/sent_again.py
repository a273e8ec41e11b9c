"""What somebody sent and nobody could take, given back to be sent again with one press.

Something broke, the page was too old, or the session was gone: the answer holds what was typed, so that nothing of it
has to be kept anywhere and nothing is lost. It says nothing that the request did not say, and only to a request that
came from a page of this house.
"""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError

from accounts import kept_forms


def context(request: HttpRequest) -> dict[str, Any]:
    """For the page of an error: `again` with the address, the fields (name, value), and the words to read or copy.

    Nothing where nobody pressed a button, nothing worth keeping was sent, it came from elsewhere, or is too much.
    """
    if not kept_forms.is_form(request) or not _from_here(request):
        return {}
    try:
        fields = kept_forms.worth_keeping(request.POST)
    except (RequestDataTooBig, UnreadablePostError):
        return {}
    if not fields:
        return {}
    sent = {"fields": fields}
    path = request.get_full_path()
    return {
        "again": {
            "path": path,
            "fields": fields,
            "words": kept_forms.words(sent),
            "files": bool(request.FILES),
        }
    }


def _from_here(request: HttpRequest) -> bool:
    """Whether a page of this house sent it; a browser that does not tell is not believed."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
