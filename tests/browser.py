"""Real Chromium against a live server, and a Celery worker beside it for who waits for a task.

The server runs in a thread of the test process as the application's database role; the worker is a process of its
own over the run's Valkey. Pages keep our content security policy: a violation, or an error in a script, fails the
test. `check` runs axe, looks for sideways scrolling at 320 px, and photographs the page for
`make shots`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from accounts import factors
from accounts.models import TotpSecret
from config.demonstration.cast import DEMONSTRATION_PASSWORD
from config.embedded import processes
from tests.people import SECRET, give_factor_to_session

ROOT = Path(__file__).resolve().parent.parent
SHOTS = os.environ.get("WAYHOME_SHOTS", "")  # a folder, relative to the root; set by `make shots`
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",  # nothing outside this machine is fetched
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}  # 1280 px at 400 % zoom
PATIENCE = 15_000  # two cores shared with a database, a worker and this browser
# By the windows of one person: what leads to another page and has not been answered yet.
LEADING: WeakKeyDictionary[BrowserContext, set[Request]] = WeakKeyDictionary()


def chromium() -> str:
    """Where the system keeps its Chromium; without one, a single line says how to get it."""
    for path in CHROMIUM:
        if Path(path).exists():
            return path
    pytest.fail("No Chromium here: install it with `apt-get install -y chromium`.", pytrace=False)


class Live:
    """A running Wayhome and the people looking at it."""

    def __init__(self, url: str, browser: Browser) -> None:
        self.url = url
        self.browser = browser
        self.complaints: list[str] = []
        self.signed_in: dict[str, BrowserContext] = {}
        self.contexts: list[BrowserContext] = []

    def context(self, **options: Any) -> BrowserContext:
        """A browser that has never been here. Options are Playwright's, such as java_script_enabled=False."""
        context = self.browser.new_context(
            base_url=self.url, viewport=DESKTOP, locale=options.pop("locale", "en-GB"), **options
        )
        context.set_default_timeout(PATIENCE)
        context.on("console", self._listen)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        _watch(context)
        self.contexts.append(context)
        return context

    def page(self, **options: Any) -> Page:
        """A page of somebody who is not signed in."""
        return self.context(**options).new_page()

    def answer_outside(self, page: Page) -> None:
        """Let a page from outside be shown, for who presses the exit button.

        Only there: a browser whose requests are looked at keeps no file, and each page costs three times as much.
        """
        page.context.route(
            lambda url: not url.startswith(self.url), lambda route: route.fulfill(body="elsewhere")
        )

    def page_of(self, person: Any, *, typed: bool = False, **options: Any) -> Page:
        """The start page of `person`, who is signed in; `typed` through the pages, with password and second factor."""
        known = self.signed_in.get(person.email)
        if known is not None:
            return known.new_page()
        context = self.context(**options)
        page = context.new_page()
        if typed:
            self.sign_in(page, person)
        else:
            context.add_cookies([self._session_of(person)])
            page.goto("/")
        self.signed_in[person.email] = context
        return page

    def _session_of(self, person: Any) -> Any:
        """The cookie of a session in which both factors were just given."""
        client = Client()
        client.force_login(person, backend="accounts.backends.Backend")
        give_factor_to_session(client, person)
        name = settings.SESSION_COOKIE_NAME
        return {
            "name": name,
            "value": client.cookies[name].value,
            "url": self.url,
            "httpOnly": True,
            "sameSite": "Strict",
        }

    def sign_in(self, page: Page, person: Any) -> None:
        """Type address, password and the present code."""
        if "/account/login/" not in page.url:
            page.goto("/account/login/")
        page.fill("input[name=login]", person.email)
        page.fill("input[name=password]", DEMONSTRATION_PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_selector("input[name=code]")
        page.fill("input[name=code]", self._code(person))
        page.press("input[name=code]", "Enter")
        page.wait_for_url(lambda url: "/account/login/" not in url)

    @staticmethod
    def _code(person: Any) -> str:
        shown = factors.code_to_show(person)
        assert shown is not None, f"{person.email} has no authenticator app"
        if shown.code:
            return shown.code
        # Every present code is used up; a person would wait half a minute, a test forgets that they were.
        TotpSecret.objects.filter(user=person).update(last_step=0)
        return factors.code_at(SECRET, factors.step_now())

    def forget(self, person: Any) -> None:
        """Sign `person` out on the server and close the windows."""
        context = self.signed_in.pop(person.email, None)
        if context is None:
            return
        page = context.new_page()
        page.goto("/account/logout/")
        page.locator("main form button[type=submit]").click()
        page.wait_for_url("**/account/login/**")
        context.close()
        self.contexts.remove(context)

    def _listen(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.complaints.append(message.text)

    def close(self) -> None:
        """Close every window; raises if a page broke the policy or a script failed."""
        for context in self.contexts:
            context.close()
        assert not self.complaints, "\n".join(self.complaints)


def check(page: Page, name: str) -> None:
    """Axe finds nothing, nothing scrolls sideways at 320 px, and for `make shots` a page with a name is photographed."""
    _arrive(page)
    page.locator("main h1").first.wait_for()
    violations = Axe().run(page)
    assert violations.violations_count == 0, f"{name}: {violations.generate_report()}"
    if SHOTS and name:
        _photograph(page, name)
        page.set_viewport_size(PHONE)
        _photograph(page, f"{name}-390")
    page.set_viewport_size(NARROW)
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.set_viewport_size(DESKTOP)
    assert beyond <= 0, f"{name}: {beyond} px too wide at 320 px"


def _watch(context: BrowserContext) -> None:
    """Keep what leads to another page until it is answered; functions of our own, a set's cannot be marked by Playwright."""
    leading: set[Request] = set()
    LEADING[context] = leading

    def begin(request: Request) -> None:
        if request.is_navigation_request():
            leading.add(request)

    def end(request: Request) -> None:
        leading.discard(request)

    context.on("request", begin)
    context.on("requestfinished", end)
    context.on("requestfailed", end)


def _arrive(page: Page) -> None:
    """Wait until the page that the last click led to is there; no longer than that where it led nowhere."""
    with suppress(PlaywrightError):  # the page left while it was asked: that is what is waited for
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    patience = monotonic() + PATIENCE / 1000
    while LEADING.get(page.context):
        assert monotonic() < patience, f"{page.url} leads somewhere that never answers"
        page.wait_for_timeout(5)  # lets what the browser tells come in
    page.wait_for_load_state()


def _photograph(page: Page, name: str) -> None:
    path = ROOT / SHOTS / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=path, full_page=True, animations="disabled", caret="hide")
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a module. While it runs the test thread has an event loop, which other tests must not find."""
    # Django keeps another set of connections where a loop runs; one left open here would outlive its database.
    connections.close_all()
    # Playwright's loop runs in the test thread, and Django would refuse the database there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """One Celery worker for a module, on the database and broker of this test process.

    It ends with the module: tests that start workers of their own must find nobody else at the queue.
    """
    command = [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "--pool=solo", "--purge"]
    quiet = ["--loglevel=WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    # Its log lies with everything else this installation writes, where the journey looks for leaks.
    log = Path(os.environ["WAYHOME_STATE"]) / "worker.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    process = processes.start([*command, *quiet], env=os.environ, cwd=ROOT, log=log)
    yield process
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture
def live(live_db: str, browser: Browser, settings: Any) -> Iterator[Live]:
    """Wayhome at work: server, a database of its own, and a browser. Who waits for a task asks for `worker`, too."""
    thread = LiveServerThread("localhost", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    running = Live(f"http://localhost:{thread.port}", browser)
    settings.SITE_URL = running.url
    try:
        yield running
        running.close()
    finally:
        thread.terminate()
