"""What every page tells the browser (design/confidentiality.md 10), and what browsers may tell us."""

import json
import logging

import pytest
from django.urls import reverse

from config import policy_reports

pytestmark = pytest.mark.django_db
REPORT = reverse("policy-report")


@pytest.fixture
def headers(cast, client_of):
    return client_of(cast.amina).get("/").headers


def test_the_policy_allows_our_own_files_and_nothing_inline(headers):
    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";") if part.strip()
    )
    assert policy == {
        "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'",
        "font-src": "'self'", "connect-src": "'self'", "form-action": "'self'", "base-uri": "'none'",
        "object-src": "'none'", "frame-ancestors": "'none'", "report-to": "policy",
    }  # fmt: skip
    assert headers["Reporting-Endpoints"] == f'policy="{REPORT}"'


def test_the_other_headers_of_the_design(headers):
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin", "no-referrer would post our forms with Origin: null"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    allowed = [part for part in headers["Permissions-Policy"].split(", ") if not part.endswith("=()")]
    assert allowed == ["publickey-credentials-get=(self)", "publickey-credentials-create=(self)"]


def report(**body):
    return {"type": "csp-violation", "url": "https://x/cases/Olena", "body": {"sample": "Olena", **body}}


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.WARNING, "wayhome.requests")
    return lambda: [record for record in caplog.records if getattr(record, "event", "") == "policy.violated"]


def send(client, sent):
    content = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    return client.post(REPORT, content, content_type="application/reports+json")


def test_of_a_report_nothing_is_kept_but_which_directive_refused(client, lines, caplog):
    answer = send(
        client, [report(effectiveDirective="script-src-elem"), report(effectiveDirective="img-src")]
    )
    assert (answer.status_code, answer.content) == (204, b"")
    (line,) = lines()
    assert (line.code, line.count) == ("img-src script-src-elem", 2)
    assert "Olena" not in caplog.text + str(line.__dict__)


@pytest.mark.parametrize(
    "sent",
    [
        b"", b"{", b"\xff\xfe", b"[" * 9000, {"csp-report": {}}, [1, None, "x"], [{"body": 3}], [{"body": {}}],
        [report(effectiveDirective="Olena")], [report(effectiveDirective=["img-src"])],
        [report(effectiveDirective="img-src")] * 2000,
    ],
)  # fmt: skip
def test_whatever_else_is_sent_is_answered_alike_and_leaves_no_line(client, lines, sent):
    answer = send(client, sent)
    assert (answer.status_code, answer.content) == (204, b"")
    assert lines() == []


def test_it_is_for_browsers_alone(client):
    assert client.get(REPORT).status_code == 405
    assert policy_reports.LARGEST < 64_000
