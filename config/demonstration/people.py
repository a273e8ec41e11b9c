"""Makes the cast: organisations, offices, people, roles and their seeded second factor."""

import base64
import hashlib

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts import actions, conduct
from accounts.models import Office, Organisation, User
from accounts.permissions import DutyCode, Role
from config.demonstration.cast import DEMONSTRATION_PASSWORD, OFFICES, PEOPLE, OfficeSpec, PersonSpec


def totp_secret(person: PersonSpec) -> str:
    """The seed of an invented person's authenticator: the same in every demonstration, known to everybody."""
    return base64.b32encode(hashlib.sha256(f"demonstration {person.key}".encode()).digest()[:20]).decode()


def make_office(spec: OfficeSpec) -> Office:
    """The office of `spec`, made if it is not there."""
    organisation, _made = Organisation.objects.get_or_create(
        name=spec.organisation, defaults={"kind": spec.organisation_kind, "country": spec.country}
    )
    office, _made = Office.objects.get_or_create(
        code_name=spec.code_name,
        defaults={
            "organisation": organisation,
            "name": spec.name,
            "country": spec.country,
            "time_zone": spec.zone,
            "languages": list(spec.languages),
            "weekend_days": list(spec.weekend),
        },
    )
    return office


def make_person(spec: PersonSpec, office: Office, password_hash: str) -> User:
    """The person of `spec` with role, duties and a confirmed second factor."""
    user = actions.create_user(
        actor=None,
        email=spec.email,
        display_name=spec.display_name,
        password_hash=password_hash,
        language=spec.language,
        time_zone=office.time_zone,
        is_demonstration=True,
    )
    actions.give_role(actor=None, user=user, office=office, role=Role(spec.role))
    for duty in spec.duties:
        actions.give_duty(actor=None, user=user, office=office, code=DutyCode(duty))
    actions.enrol_totp(user=user, secret=totp_secret(spec))
    actions.accept_conduct(user=user, number=conduct.text_now().number)
    return user


@transaction.atomic
def make_cast() -> dict[str, User]:
    """Everybody of the cast by key, made where missing. One password, hashed once: hashing is slow on purpose."""
    offices = {spec.key: make_office(spec) for spec in OFFICES}
    there = {user.email: user for user in User.objects.filter(is_demonstration=True)}
    password_hash = "" if len(there) >= len(PEOPLE) else make_password(DEMONSTRATION_PASSWORD)
    return {
        spec.key: there.get(spec.email) or make_person(spec, offices[spec.office], password_hash)
        for spec in PEOPLE
    }
