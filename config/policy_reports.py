"""What browsers report about our content security policy (`report-to`, design/confidentiality.md 10).

A report holds addresses, lines of scripts and whatever an extension put there; all of it is dropped. What is
kept is one line in the log: that it happened, how often, and which directives refused something. That is
enough to notice a page of ours that breaks its own policy, or somebody who tries to have one break it.
"""

import json
import logging
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.decorators import public

log = logging.getLogger("wayhome.requests")

LARGEST: Final = 32_000
MOST: Final = 20
DIRECTIVES: Final = frozenset(
    {
        "default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem",
        "style-src-attr", "img-src", "font-src", "connect-src", "form-action", "base-uri", "object-src",
        "frame-ancestors", "frame-src", "child-src", "worker-src", "media-src", "manifest-src",
    }
)  # fmt: skip


@csrf_exempt  # browsers send reports by themselves, without any token
@public
@require_POST
def policy_report(request: HttpRequest) -> HttpResponse:
    """Note which directives refused something. Whatever was sent, the answer is the same."""
    refused = _directives(request)
    if refused:
        log.warning(
            "a browser refused something on a page",
            extra={"event": "policy.violated", "code": " ".join(sorted(set(refused))), "count": len(refused)},
        )
    return HttpResponse(status=204)


def _directives(request: HttpRequest) -> list[str]:
    """Those of ours that the reports name; nothing else of them is read."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return []
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        return []
    named = [_directive(report) for report in (sent if isinstance(sent, list) else [])[:MOST]]
    return [name for name in named if name in DIRECTIVES]


def _directive(report: Any) -> str:
    body = report.get("body") if isinstance(report, dict) else None
    name = body.get("effectiveDirective") if isinstance(body, dict) else None
    return name if isinstance(name, str) else ""
