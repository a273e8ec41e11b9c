"""Forms of the sign-in: password, second factor, step-up. Checking only."""

from typing import Any
from uuid import UUID

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.core import context
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from fido2.utils import websafe_decode

from accounts import factors
from accounts.models import User
from accounts.passwords import MAX_LENGTH
from audit import events


class LoginForm(AllauthLoginForm):
    """E-mail address and password. The session keeps neither of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(
            label=_("E-mail address"),
            widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        )
        self.fields["password"] = forms.CharField(
            label=_("Password"),
            max_length=MAX_LENGTH,
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        )
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        return str(self.cleaned_data["login"]).strip().lower()

    def _clean_with_password(self, credentials: dict[str, Any]) -> dict[str, Any]:
        cleaned: dict[str, Any] = super()._clean_with_password(credentials)
        self._login.email = None  # it would be kept in the session until the second factor
        return cleaned

    def _login_with_password(
        self, request: HttpRequest, redirect_url: str | None, credentials: dict[str, Any]
    ) -> HttpResponseBase:
        response: HttpResponseBase = super()._login_with_password(request, redirect_url, {"password": ""})
        return response


class CountedFailures:
    """Second factors that go wrong count towards the delay of the account, like passwords."""

    user: User

    def refuse_while_locked(self) -> None:
        """Refuse without looking while the account or the network has to wait."""
        request = context.request
        if not AxesProxyHandler.is_allowed(request, {"email": self.user.email}):
            request.axes_locked_out = True
            request.axes_credentials = {"email": self.user.email}
            raise ValidationError(_("Please wait a few minutes and try again."), "locked")

    def count_failure(self) -> None:
        """Tell axes of a wrong factor."""
        events.record("second_factor.refused", subject=self.user, facts={"reason": "wrong"}, result="refused")
        user_login_failed.send(
            sender=type(self),
            credentials={"email": self.user.email},
            request=context.request,
            method="second_factor",
        )


class CodeForm(CountedFailures, forms.Form):
    """The code of an authenticator app, or a recovery code in its place."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("The six digits in your app, or one of your recovery codes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}
        ),
    )
    code.narrow = True  # type: ignore[attr-defined]  # read by config/forms.py
    recovery_allowed = True
    reauthenticated = False

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.authenticator: Authenticator | None = None

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        self.refuse_while_locked()
        self.authenticator = None if self.user.under_duress else factors.accept_totp(self.user, code)
        if self.authenticator is None and not (
            self.recovery_allowed and factors.accept_recovery_code(self.user, code)
        ):
            self.count_failure()
            raise ValidationError(
                _("This code is not right, or it has been used. Wait for the next one."), "wrong"
            )
        return code

    def save(self) -> None:
        """Note the factor in the session."""
        request = context.request
        extra = {"reauthenticated": True} if self.reauthenticated else {}
        if self.authenticator is not None:
            self.authenticator.user = self.user
            post_authentication(request, self.authenticator, **extra)
        else:
            factors.mark_passed(request, self.user, "recovery_codes", **extra)
        raised(request, self.user, "totp" if self.authenticator else "recovery_codes", self.reauthenticated)


class StepUpForm(CodeForm):
    """Confirm who is there before something weighty; recovery codes are for signing in only."""

    recovery_allowed = False
    reauthenticated = True


StepUpForm.base_fields["code"].help_text = _("The six digits in your app.")


class KeyForm(CountedFailures, AuthenticateWebAuthnForm):
    """A security key in the place of a code. It passes a delay: a signature cannot be guessed (decision 0160)."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except ValidationError:
            self.refuse_while_locked()
            self.count_failure()
            raise

    def save(self) -> None:
        super().save()
        raised(context.request, self.user, "webauthn", self.reauthenticated)


class KeyAloneForm(AuthenticateWebAuthnForm):
    """Signing in by a security key alone, which has asked its holder for finger, face or PIN (two factors in one).

    Whose key it is stands in the answer, which the caller made: a failure counts for the network, for no account.
    """

    passwordless = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=None, **kwargs)

    def clean_credential(self) -> Authenticator:
        try:
            self.user = owner_of_answer(self.cleaned_data["credential"])
            return super().clean_credential()
        except ValidationError:
            request = context.request
            if AxesProxyHandler.is_allowed(request, {"email": ""}):
                user_login_failed.send(
                    sender=type(self), credentials={"email": ""}, request=request, method="webauthn"
                )
            raise ValidationError(
                _("This key opens no account here, or it did not confirm who holds it."), "wrong"
            ) from None


def owner_of_answer(answer: Any) -> User:
    """Who a key says it belongs to, if that account may be used. Raises ValidationError; proves nothing yet."""
    try:
        number = UUID(bytes=websafe_decode(answer["response"]["userHandle"]))
        user = User.objects.get(pk=number)
    except (KeyError, TypeError, ValueError, User.DoesNotExist):
        raise ValidationError("unknown", "wrong") from None
    if not user.is_current:
        raise ValidationError("unknown", "wrong")
    return user


class StepUpKeyForm(KeyForm, ReauthenticateWebAuthnForm):
    """Confirm who is there with a security key; under duress it looks like a key that does not fit."""

    reauthenticated = True

    def clean_credential(self) -> Authenticator:
        found = super().clean_credential()
        if self.user.under_duress:
            self.count_failure()
            raise ValidationError(_("This key opens no account here, or it did not confirm who holds it."))
        return found


def raised(request: HttpRequest, user: User, method: str, again: bool) -> None:
    """Record a second factor; a session that was raised gets a new key."""
    name = "session.raised" if again else "second_factor.used"
    events.record(name, subject=user, facts={"method": method}, actor=user)
    if again:
        request.session.cycle_key()
