"""Own account, colleagues, offices, settings, approvals, emergencies."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from fido2.utils import websafe_encode

from accounts import actions, approvals, factors, settings_actions
from accounts.models import (
    Approval,
    Lockdown,
    Membership,
    OfficeRoleNarrowing,
    QualificationKind,
    SignedInSession,
    TotpSecret,
    User,
)
from accounts.permissions import Permission, Role
from tests.accounts.soft_key import SoftKey
from tests.cast import DEMONSTRATION_PASSWORD
from tests.house.matrix_deed import Deed, Given
from tests.house.matrix_world import World
from tests.people import SECRET

REST = date(2031, 12, 24)
KEY, CHALLENGE = SoftKey(host="testserver"), websafe_encode(bytes(32))
PHRASE = "quiet boats beside the mill"


def code_of_now(_world: World, _given: Given) -> dict[str, str]:
    return {"code": factors.code_at(SECRET, factors.step_now())}


def a_role_upward(world: World) -> Given:
    """Something that waits for a second person at Harbour."""
    cast = world.cast
    asked = actions.ask_role(
        actor=cast.jonas, user=cast.dana, office=cast.harbour, role=Role.SUPERVISOR, reason="new_tasks"
    )
    assert isinstance(asked, Approval)
    return {"approval_id": asked.pk}


def a_reset(world: World) -> Given:
    """A reset that took effect: who asked for it makes the link."""
    asked = actions.ask_reset(actor=world.cast.farah, user=world.cast.dana, identified=True)
    approvals.approve(actor=world.cast.vera, approval=asked)
    return {"approval_id": asked.pk}


def an_emergency_password(world: World) -> None:
    actions.set_duress_password(user=world.cast.amina, password=PHRASE)


def another_session(world: World) -> None:
    """Unless she has one: a third would end the first."""
    if SignedInSession.objects.filter(user=world.cast.amina).count() < 2:
        Client().force_login(world.cast.amina, backend="accounts.backends.Backend")


def an_enrolment(world: World) -> None:
    """An app that is being set up in this session of Amina's."""
    row = TotpSecret(user=world.cast.amina, secret=SECRET)
    row.save()
    session = world.visitor("amina").session
    session[factors.ENROLMENT] = str(row.pk)
    session.save()


def a_narrowing(world: World) -> None:
    given = {"office": world.cast.harbour, "role": Role.CASEWORKER, "permission": Permission.CASE_PRINT}
    actions.narrow_role(actor=world.cast.jonas, **given)
    assert OfficeRoleNarrowing.objects.exists()


def a_qualification(world: World) -> Given:
    cast = world.cast
    given = {"kind": QualificationKind.ASSESSOR, "since": timezone.localdate()}
    return {"qualification_id": actions.give_qualification(actor=cast.jonas, user=cast.amina, **given).pk}


def a_new_code_of_conduct(world: World) -> None:
    """Amina has not accepted what is in force now."""
    User.objects.filter(pk=world.cast.amina.pk).update(conduct_due_since=timezone.now())


def an_open_lockdown(world: World) -> Given:
    """Declared, without the door falling shut: nobody's session ends."""
    row = Lockdown.objects.create(office=world.cast.harbour, reason="drill", declared_by=world.cast.bruno)
    return {"lockdown_id": row.pk}


def shut_out(world: World) -> Given:
    actions.suspend(actor=world.cast.bruno, user=world.cast.ines, reason="other")
    return {"user_id": world.cast.ines.pk}


def a_holiday(world: World) -> None:
    actions.add_holiday(actor=world.cast.jonas, office=world.cast.harbour, day=REST, name="Rest")


def asked(person: User) -> dict[str, Any]:
    """What a page would tell the browser to ask of a key."""
    who = {"id": websafe_encode(person.pk.bytes)}
    return {
        "creation_options": {"publicKey": {"challenge": CHALLENGE, "user": who}},
        "request_options": {"publicKey": {"challenge": CHALLENGE}},
    }


def lay_down(session: SessionBase) -> None:
    """The challenge that this session expects to be answered."""
    session[STATE_SESSION_KEY] = {"challenge": CHALLENGE, "user_verification": "required"}
    session.save()


def a_challenge(world: World) -> None:
    lay_down(world.visitor("amina").session)


def a_key_of_aminas(world: World) -> None:
    """Her key, and two browsers that were asked for one: hers, and one that nobody is signed in with."""
    amina, client = world.cast.amina, Client()
    key = {"name": "Blue key", "credential": json.loads(KEY.create(asked(amina)))}
    Authenticator.objects.create(user=amina, type=Authenticator.Type.WEBAUTHN, data=key)
    a_challenge(world)
    lay_down(session := client.session)
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    world.visitor("nobody").cookies = client.cookies


def a_new_key(world: World, _given: Given) -> dict[str, str]:
    return {"credential": KEY.create(asked(world.cast.amina))}


def by_her_key(world: World, _given: Given) -> dict[str, str]:
    return {"credential": KEY.get(asked(world.cast.amina))}


def half_signed_in(world: World) -> None:
    """Amina gave her password; the second factor is asked for."""
    client = Client()
    client.post(reverse("account_login"), password_of_amina(world, {}))
    world.visitor("nobody").cookies = client.cookies


def password_of_amina(world: World, _given: Given) -> dict[str, str]:
    return {"login": world.cast.amina.email, "password": DEMONSTRATION_PASSWORD}


def an_invitation(world: World) -> Given:
    cast = world.cast
    return {"token": actions.invite(actor=cast.jonas, user=cast.dana, office=cast.harbour)}


def settings_file(world: World, _given: Given) -> dict[str, Any]:
    content = settings_actions.export_settings(actor=world.cast.kofi, office=world.cast.harbour)
    content["settings"]["cases.consent_months"] = 7
    return {"file": SimpleUploadedFile("settings.json", json.dumps(content, default=str).encode())}


def one_kept(world: World, _given: Given) -> dict[str, str]:
    return {f"role-{Membership.objects.get(user=world.cast.dana).pk}": "keep"}


def person_page(name: str) -> Any:
    return lambda world, _given: reverse("accounts:person", args=[world.cast.people[name].pk])


def in_three_months(_world: World, _given: Given) -> dict[str, str]:
    return {"end-until": f"{timezone.localdate() + timedelta(days=90)}"}


DEEDS: dict[str, Deed] = {
    "accounts:change-setting": Deed(may="kofi"),
    "accounts:evacuation-drill": Deed(may="bruno farah kofi vera"),
    "accounts:evacuation-edit": Deed(may="bruno farah kofi vera"),
    "accounts:kept-form": Deed(may="amina"),
    "accounts:add-holiday": Deed(may="jonas", page="accounts:office"),
    "accounts:approve": Deed(
        "bruno", may="bruno farah vera", knows="jonas", page="accounts:approval", before=a_role_upward
    ),
    "accounts:refuse": Deed(
        "bruno", may="bruno farah vera", knows="jonas", page="accounts:approval", before=a_role_upward
    ),
    "accounts:withdraw": Deed(
        "jonas", may="jonas", knows="bruno farah vera", page="accounts:approval", before=a_role_upward
    ),
    "accounts:reset-link": Deed("farah", may="farah", knows="bruno jonas", before=a_reset, shows=True),
    "accounts:ask-reset": Deed(may="bruno farah jonas vera", page="accounts:way-back"),
    "accounts:remove-duress-password": Deed(page="accounts:duress-password", before=an_emergency_password),
    "accounts:end-duty": Deed("jonas", may="jonas", page=person_page("vera")),
    "accounts:end-role": Deed("jonas", may="jonas", page=person_page("amina")),
    "accounts:end-session": Deed(page="accounts:sessions", before=another_session),
    "accounts:end-session others": Deed(
        page="accounts:sessions", before=another_session, sent={"session": "others"}
    ),
    "accounts:end-sessions-of": Deed("jonas", may="jonas", page="accounts:person"),
    "accounts:enrol-app": Deed(before=an_enrolment, sent=code_of_now),
    "accounts:extend": Deed("jonas", may="jonas", page="accounts:person", sent=in_three_months),
    "accounts:office-roles": Deed("jonas", may="jonas", page="accounts:office-roles?role=caseworker"),
    "accounts:give-back": Deed("jonas", may="jonas", page="accounts:office-roles", before=a_narrowing),
    "accounts:give-role": Deed(
        "jonas", may="jonas", page="accounts:person", sent={"role-role": "supervisor"}
    ),
    "accounts:give-duty": Deed(
        "jonas", may="jonas", page="accounts:person", sent={"duty-code": "security_focal_point"}
    ),
    "accounts:give-qualification": Deed("jonas", may="jonas", page="accounts:person"),
    "accounts:withdraw-qualification": Deed(
        "jonas", may="jonas", page=person_page("amina"), before=a_qualification
    ),
    "accounts:conduct": Deed("amina", before=a_new_code_of_conduct),
    "accounts:lockdown-suspend": Deed(
        "vera", may="farah kofi vera", knows="bruno", page="accounts:lockdown-one", before=an_open_lockdown
    ),
    "accounts:new-link": Deed("jonas", may="jonas", page="accounts:person", shows=True),
    "accounts:invite": Deed(shows=True),
    "accounts:import-settings": Deed(may="kofi", sent=settings_file),
    "accounts:keep-form": Deed(
        by_script=True, page="?path=/cases/find/", sent={"name": "Somebody typed this"}
    ),
    "accounts:lockdown": Deed("bruno"),
    "accounts:lockdown-one": Deed("bruno", may="bruno farah kofi vera", before=an_open_lockdown),
    "accounts:office": Deed(may="jonas", sent={"languages": "en fr"}),
    "accounts:partner": Deed(may="jonas", page="accounts:office"),
    "accounts:print": Deed(page=lambda world, _given: reverse("cases:case", args=[world.cases["own"].pk])),
    "accounts:recovery-codes": Deed(shows=True),
    "accounts:reinstate": Deed("jonas", may="jonas", page="accounts:person", before=shut_out),
    "accounts:remove-factor": Deed(may="amina", before=a_key_of_aminas),
    "accounts:remove-holiday": Deed(may="jonas", page="accounts:office", before=a_holiday),
    "accounts:review": Deed("bruno", may="bruno jonas vera", sent=one_kept),
    "accounts:suspend": Deed("bruno", may="bruno dana farah hala ines jonas kofi vera"),
    "mfa_reauthenticate": Deed(sent=code_of_now),
    "mfa_reauthenticate_webauthn": Deed(before=a_key_of_aminas, sent=by_her_key),
    "mfa_add_webauthn": Deed(before=a_challenge, sent=a_new_key),
    "inbox_read_all": Deed(page="inbox"),
    "account_login": Deed(sent=password_of_amina, only_looks=True),
    "mfa_login_webauthn": Deed(before=a_key_of_aminas, sent=by_her_key, only_looks=True),
    "account_logout": Deed("amina"),
    "mfa_authenticate": Deed(before=half_signed_in, sent=code_of_now),
    "accounts:invitation": Deed(before=an_invitation),
    "set_language": Deed("amina", page="home", sent={"language": "fr"}),
    "leave": Deed("amina", by_script=True),
}
