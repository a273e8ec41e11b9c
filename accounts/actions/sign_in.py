"""One's own sign-in: password and second factors. Each change ends the other sessions."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts import factors
from accounts.actions.sessions import end_sessions
from accounts.models import TotpSecret, User
from audit import events


@transaction.atomic
def change_password(*, user: User, password: str, keep: str = "") -> None:
    """A new password chosen by the person; every other session of theirs ends (`keep` is this one's key)."""
    user.set_password(password)
    user.save(update_fields=["password"])
    events.record("password.changed", subject=user, actor=user)
    end_sessions(user=user, reason="password_changed", keep=keep)


@transaction.atomic
def enrol_totp(*, user: User, secret: str) -> None:
    """Give somebody a ready authenticator app: for the invented cast and tests, by the installation itself."""
    row = TotpSecret(user=user, secret=secret)
    row.save()
    factors.activate(row)
    events.record("second_factor.enrolled", subject=user, facts={"method": "totp"}, actor=user)


@transaction.atomic
def confirm_totp(*, user: User, row: TotpSecret, code: str, keep: str = "") -> bool:
    """Finish an enrolment with a first code; that code is used up. False when it was wrong."""
    step = factors.matching_step(row.secret, code, row.last_step)
    if step is None:
        return False
    factors.activate(row, last_step=step)
    events.record("second_factor.enrolled", subject=user, facts={"method": "totp"}, actor=user)
    end_sessions(user=user, reason="factor_changed", keep=keep)
    return True


@transaction.atomic
def record_key_added(*, user: User, keep: str = "") -> None:
    """Note a security key that allauth has just added."""
    events.record("second_factor.enrolled", subject=user, facts={"method": "webauthn"}, actor=user)
    end_sessions(user=user, reason="factor_changed", keep=keep)


@transaction.atomic
def remove_factor(*, user: User, authenticator: Authenticator, keep: str = "") -> None:
    """Take a factor away."""
    if authenticator.type == Authenticator.Type.TOTP:
        TotpSecret.objects.filter(user=user).delete()
    facts = {"method": str(authenticator.type), "user": user.pk}
    events.record("second_factor.removed", subject=user, facts=facts, actor=user)
    authenticator.delete()
    end_sessions(user=user, reason="factor_changed", keep=keep)


@transaction.atomic
def renew_recovery_codes(*, user: User) -> list[str]:
    """Ten new recovery codes in place of all former ones; the only time anybody sees them."""
    codes = factors.renew_recovery_codes(user)
    events.record("second_factor.enrolled", subject=user, facts={"method": "recovery_codes"}, actor=user)
    return codes
