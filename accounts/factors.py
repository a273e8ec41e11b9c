"""Second factors: authenticator apps (TOTP), security keys (WebAuthn, by allauth) and recovery codes.

What django-allauth does by default and is done otherwise here (confidentiality.md 9): a code counts once,
in all processes, by the last accepted step in the database; secrets are sealed, also while enrolling;
recovery codes have 80 bits, are shown once and stored hashed.
"""

import hashlib
import hmac
import secrets
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.internal.flows import did_use_passwordless_login
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from fido2.webauthn import ResidentKeyRequirement, UserVerificationRequirement

from accounts.models import RecoveryCode, TotpSecret, User
from audit import events

PERIOD = 30
TOLERANCE = 1
CODE_COUNT = 10
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 signs, none mistaken for another: 5 bits each
CODE_LENGTH = 16
RECENT = 300
ENROLMENT = "enrolment"
STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


# --- this session ------------------------------------------------------------------------------------------------


def passed(request: HttpRequest) -> bool:
    """True when a second factor was given in this session."""
    return any(
        bool(record.get("method") == "mfa") for record in get_authentication_records(request, request.user)
    )


def passed_recently(request: HttpRequest) -> bool:
    """True when a second factor was given within the last five minutes (step-up); never under duress."""
    if isinstance(request.user, User) and request.user.under_duress:
        return False
    now = time.time()
    records = get_authentication_records(request, request.user)
    return any(bool(record.get("method") == "mfa" and now - record["at"] < RECENT) for record in records)


def mark_passed(request: HttpRequest, user: User, method: str, **extra: Any) -> None:
    """Note in the session that `user` gave a second factor now."""
    record_authentication(request, user, "mfa", type=method, **extra)


def signed_in_with(request: HttpRequest, user: User) -> str:
    """How this session began: `webauthn` for a security key alone, else `password`."""
    return "webauthn" if did_use_passwordless_login(request, user) else "password"


# --- of a person -----------------------------------------------------------------------------------------------


def has_factor(user: User) -> bool:
    """True when the person owns an authenticator app or a security key."""
    return bool(Authenticator.objects.filter(user=user, type__in=STRONG).exists())


# --- security keys -----------------------------------------------------------------------------------------------


def begin_key(user: User) -> dict[str, Any]:
    """What a browser needs to make a key for `user`; the challenge is kept in the session.

    A key that can is asked to remember whose it is: it then signs in alone, also while passwords have to wait.
    """
    options, state = webauthn.get_server().register_begin(
        user=webauthn.build_user_payload(user),
        credentials=webauthn.get_credentials(user),
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.REQUIRED,
        extensions=webauthn.EXTENSIONS,
    )
    webauthn.set_state(state)
    return dict(options)


# --- authenticator apps ------------------------------------------------------------------------------------------


def begin_enrolment(request: HttpRequest, user: User) -> TotpSecret:
    """The unconfirmed secret of this very session: kept over a reload, made anew in any other session."""
    mine = TotpSecret.objects.filter(user=user, confirmed_at__isnull=True)
    kept = request.session.get(ENROLMENT)
    found = mine.filter(pk=kept).first() if kept else None
    if found is None:
        mine.delete()
        found = TotpSecret(user=user, secret=generate_totp_secret())
        found.save()
        request.session[ENROLMENT] = str(found.pk)
    return found


@transaction.atomic
def activate(row: TotpSecret, last_step: int = 0) -> Authenticator:
    """Make an unconfirmed secret the person's authenticator app, in place of a former one."""
    TotpSecret.objects.filter(user_id=row.user_id).exclude(pk=row.pk).delete()
    Authenticator.objects.filter(user_id=row.user_id, type=Authenticator.Type.TOTP).delete()
    TotpSecret.objects.filter(pk=row.pk).update(confirmed_at=timezone.now(), last_step=last_step)
    return Authenticator.objects.create(
        user_id=row.user_id, type=Authenticator.Type.TOTP, data={"secret": str(row.pk)}
    )


def step_now() -> int:
    """The present time step."""
    return int(time.time()) // PERIOD


def code_at(secret: str, step: int) -> str:
    """The six digits of a time step."""
    return str(format_hotp_value(hotp_value(secret, step)))


def matching_step(secret: str, code: str, after: int) -> int | None:
    """The step later than `after`, at most one away from now, whose code this is; None when there is none."""
    typed = "".join(code.split())
    found = None
    for step in range(step_now() - TOLERANCE, step_now() + TOLERANCE + 1):
        if (
            hmac.compare_digest(code_at(secret, step).encode(), typed.encode())
            and step > after
            and found is None
        ):
            found = step
    return found


@transaction.atomic
def accept_totp(user: User, code: str) -> Authenticator | None:
    """The person's authenticator app if `code` is right and unused; the code is used up by asking.

    The row stays locked until the request has ended, so two requests with one code cannot both pass.
    """
    row = TotpSecret.objects.select_for_update().filter(user=user, confirmed_at__isnull=False).first()
    if row is None:
        return None
    step = matching_step(row.secret, code, row.last_step)
    if step is None:
        return None
    TotpSecret.objects.filter(pk=row.pk).update(last_step=step)
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()


@dataclass(frozen=True)
class ShownCode:
    """A code for the demonstration's banner; empty when all present ones are used. `seconds` until a new one."""

    code: str
    seconds: int


def code_to_show(user: User) -> ShownCode | None:
    """The next unused code of an invented person, for the demonstration world only."""
    row = TotpSecret.objects.filter(user=user, confirmed_at__isnull=False).first()
    if row is None:
        return None
    now = step_now()
    seconds = PERIOD - int(time.time()) % PERIOD
    unused = [step for step in range(now, now + TOLERANCE + 1) if step > row.last_step]
    return ShownCode(code_at(row.secret, unused[0]) if unused else "", seconds)


# --- recovery codes ----------------------------------------------------------------------------------------------


def _plain(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign in CODE_ALPHABET)


def _hash(user: User, code: str) -> str:
    return hashlib.sha256(user.pk.bytes + _plain(code).encode()).hexdigest()


def _new_codes() -> Iterator[str]:
    for _number in range(CODE_COUNT):
        signs = "".join(secrets.choice(CODE_ALPHABET) for _sign in range(CODE_LENGTH))
        yield "-".join(signs[start : start + 4] for start in range(0, CODE_LENGTH, 4))


@transaction.atomic
def renew_recovery_codes(user: User) -> list[str]:
    """Ten new codes in place of all former ones. This is the only time anybody sees them."""
    codes = list(_new_codes())
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=_hash(user, code)) for code in codes)
    return codes


def accept_recovery_code(user: User, code: str) -> bool:
    """True when `code` was an unused recovery code of the person; it is used up by asking."""
    if len(_plain(code)) != CODE_LENGTH:
        return False
    unused = RecoveryCode.objects.filter(user=user, code_hash=_hash(user, code), used_at__isnull=True)
    used = unused.update(used_at=timezone.now())
    if used:
        left = RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()
        events.record("second_factor.recovery_used", subject=user, facts={"count": left}, actor=user)
    return bool(used)


def codes_left(user: User) -> int:
    """How many recovery codes are still unused."""
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def secret_of(reference: str) -> str:
    """The secret an Authenticator row points to (allauth's `decrypt`)."""
    return str(TotpSecret.objects.get(pk=uuid.UUID(reference)).secret)


def types_of(user: User) -> set[str]:
    """The kinds of factor a person owns."""
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
