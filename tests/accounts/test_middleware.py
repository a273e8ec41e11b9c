"""Session age, parallel sessions, declared access, one submission, links from outside."""

from __future__ import annotations

import threading
import time
import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory

from accounts import actions
from accounts.decorators import needs, public
from accounts.middleware import OneSubmission
from accounts.models import SignedInSession, Submission, User
from accounts.permissions import Permission, Role
from tests.people import give_factor_to_session, has_accepted


def age(client: Client, **seconds: int) -> None:
    """Make a client's session older: `started` and `seen` seconds ago."""
    session = client.session
    for name, ago in seconds.items():
        session[name] = int(time.time()) - ago
    session.save()


@pytest.mark.parametrize(
    ("seconds", "reason"),
    [
        ({"seen": 899}, ""),
        ({"seen": 901}, "idle"),
        ({"started": 8 * 3600 - 5}, ""),
        ({"started": 8 * 3600}, "absolute"),
    ],
)
def test_sessions_end_idle_and_absolutely(
    cast: SimpleNamespace, client_of: Any, seconds: Any, reason: str
) -> None:
    client = client_of(cast.amina)
    age(client, **seconds)
    answer = client.get("/account/sessions/")
    if not reason:
        assert answer.status_code == 200
        return
    assert answer.headers["Location"] == f"/account/login/?next=%2Faccount%2Fsessions%2F&ended={reason}"
    assert not SignedInSession.objects.filter(user=cast.amina).exists()
    assert b"You were signed out" in client.get(answer.headers["Location"]).content


def test_an_ended_session_sends_htmx_to_the_sign_in_page(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    age(client, seen=901)
    answer = client.get("/account/sessions/", headers={"HX-Request": "true"})
    assert answer.status_code == 401 and answer.headers["HX-Redirect"].startswith("/account/login/")


def test_working_moves_the_idle_clock_but_not_the_absolute_one(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    age(client, seen=600, started=3600)
    client.get("/account/sessions/")
    assert time.time() - client.session["seen"] < 5
    assert time.time() - client.session["started"] >= 3600


def test_a_session_without_clocks_is_over(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    session = client.session
    del session["started"]
    session.save()
    assert client.get("/account/").status_code == 303


def test_a_third_session_ends_the_oldest(cast: SimpleNamespace, client_of: Any) -> None:
    first, second, third = (client_of(cast.amina) for _number in range(3))
    assert first.get("/account/").status_code == 302
    assert second.get("/account/").status_code == third.get("/account/").status_code == 200


def test_own_sessions_are_listed_and_ended(cast: SimpleNamespace, client_of: Any) -> None:
    other, client, stranger = client_of(cast.amina), client_of(cast.amina), client_of(cast.bruno)
    assert client.get("/account/sessions/").content.count(b'name="session"') == 2
    foreign = SignedInSession.objects.get(user=cast.bruno).pk[:16]
    client.post("/account/sessions/end/", {"session": foreign})
    assert stranger.get("/account/").status_code == 200
    client.post("/account/sessions/end/", {"session": "others"})
    assert other.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize("change", ["give_role", "end_role", "suspend", "narrow", "password"])
def test_changes_that_must_count_at_once_end_sessions(
    cast: SimpleNamespace, client_of: Any, change: str
) -> None:
    client = client_of(cast.amina)
    if change == "give_role":
        actions.give_role(actor=None, user=cast.amina, office=cast.harbour, role=Role.SUPERVISOR)
    elif change == "end_role":
        actions.end_role(actor=cast.jonas, membership=cast.amina.memberships.get())
    elif change == "suspend":
        actions.suspend(actor=cast.jonas, user=cast.amina)
    elif change == "narrow":
        actions.narrow_role(
            actor=cast.jonas, office=cast.harbour, role=Role.CASEWORKER, permission=Permission.CASE_OPEN
        )
    else:
        actions.change_password(user=cast.amina, password="entirely different words here")
    assert client.get("/account/").status_code == 302


def test_a_new_password_keeps_this_session_under_a_new_key(cast: SimpleNamespace, client_of: Any) -> None:
    other, client = client_of(cast.amina), client_of(cast.amina)
    before = client.cookies["session"].value
    new = "seven quiet mornings by the lake"
    assert client.post("/account/password/", {"password": new, "again": new}).status_code == 302
    assert client.cookies["session"].value != before
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
    assert User.objects.get(pk=cast.amina.pk).check_password(new)


def test_undeclared_views_are_refused(cast: SimpleNamespace, client_of: Any, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.accounts.undeclared"
    assert client_of(cast.amina).get("/open/").status_code == 200
    assert client_of(cast.amina).get("/forgotten/").status_code == 404


def test_undeclared_views_fail_the_check(settings: Any) -> None:
    from accounts.checks import every_view_is_declared

    assert every_view_is_declared() == []
    settings.ROOT_URLCONF = "tests.accounts.undeclared"
    assert [problem.id for problem in every_view_is_declared()] == ["accounts.E001"]


def test_links_from_outside_land_on_a_page_that_goes_on(cast: SimpleNamespace) -> None:
    abroad = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    answer = Client().get("/inbox/", headers=abroad)
    assert answer.headers["Location"] == "/continue/?next=%2Finbox%2F"
    page = Client().get(answer.headers["Location"], headers=abroad)
    assert page.status_code == 200 and page.headers["Refresh"] == "0; url=/inbox/"
    assert Client().get("/continue/?next=https://evil.example/").headers["Refresh"] == "0; url=/"
    assert Client().get("/continue/?next=//evil.example/").headers["Refresh"] == "0; url=/"


def test_the_language_is_kept_signed_in_and_out(cast: SimpleNamespace, client_of: Any) -> None:
    client = Client()
    answer = client.post("/language/", {"language": "fr", "next": "/account/login/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account/login/")
    assert client.get("/account/login/").headers["Content-Language"] == "fr"
    client_of(cast.amina).post("/language/", {"language": "es", "next": "https://evil.example"})
    assert User.objects.get(pk=cast.amina.pk).language == "es"
    assert client.post("/language/", {"language": "xx"}).status_code == 303


# --- one submission ----------------------------------------------------------------------------------------------

deeds: list[str] = []


def sent(user: User, key: uuid.UUID | str, answer: HttpResponse) -> HttpResponse:
    """Send a form through the middleware to a view that gives `answer`."""

    def view(request: HttpRequest) -> HttpResponse:
        deeds.append("done")
        return answer

    request = RequestFactory().post("/somewhere/", {"submission_key": str(key)})
    request.user = user
    return OneSubmission(view)(request)


def test_a_form_sent_twice_acts_once_and_leads_to_the_same_place(cast: SimpleNamespace) -> None:
    deeds.clear()
    key = uuid.uuid4()
    first = sent(cast.amina, key, HttpResponseRedirect("/cases/1/"))
    second = sent(cast.amina, key, HttpResponseRedirect("/cases/2/"))
    assert first.headers["Location"] == second.headers["Location"] == "/cases/1/"
    assert second.status_code == 303 and deeds == ["done"]


def test_keys_belong_to_a_person(cast: SimpleNamespace) -> None:
    deeds.clear()
    key = uuid.uuid4()
    sent(cast.amina, key, HttpResponseRedirect("/a/"))
    sent(cast.bruno, key, HttpResponseRedirect("/b/"))
    assert deeds == ["done", "done"]


def test_a_form_shown_again_may_be_sent_again(cast: SimpleNamespace) -> None:
    deeds.clear()
    key = uuid.uuid4()
    assert sent(cast.amina, key, HttpResponse("please correct")).status_code == 200
    assert sent(cast.amina, key, HttpResponseRedirect("/cases/1/")).status_code == 302
    assert deeds == ["done", "done"]


def test_without_a_key_nothing_is_kept(cast: SimpleNamespace) -> None:
    deeds.clear()
    for key in ("", "no key"):
        sent(cast.amina, key, HttpResponseRedirect("/cases/1/"))
    assert deeds == ["done", "done"] and not Submission.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_once_act_once(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.accounts.undeclared"
    deeds.clear()
    user = has_accepted(actions.create_user(actor=None, email="fast@wayhome.example", display_name="Fast"))
    actions.enrol_totp(user=user, secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(user, backend="accounts.backends.Backend")
    give_factor_to_session(client, user)
    cookie, key, answers = client.cookies["session"].value, str(uuid.uuid4()), []

    def send() -> None:
        twin = Client()
        twin.cookies["session"] = cookie
        try:
            answers.append(twin.post("/slow/", {"submission_key": key}).headers["Location"])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 3 and len(set(answers)) == 1
    assert deeds == ["slow"]


@needs(Permission.OWN_ACCOUNT)
def slow(request: HttpRequest) -> HttpResponse:
    """Acts slowly, so that a second sending arrives meanwhile."""
    time.sleep(0.3)
    deeds.append("slow")
    return HttpResponseRedirect(f"/made/{uuid.uuid4()}/")


@public
def opened(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")
