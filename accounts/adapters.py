"""What django-allauth asks the house (settings ACCOUNT_ADAPTER and MFA_ADAPTER)."""

from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts import factors
from accounts.middleware import DURESS
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed, nothing is mailed or said by allauth itself, and suspended people are strangers."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "incorrect_password": _("The e-mail address or the password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's messages name the person; messages are kept in cookies and sessions, so none is written."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> NoReturn:
        """Mail leaves through notifications/ only."""
        raise ImproperlyConfigured(f"allauth wanted to send {template_prefix}")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth counts in the cache; accounts/lockout.py counts in the database instead."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The person, or None: for a suspended one too, with the same work and words as for a wrong password."""
        user: User | None = super().authenticate(request, **credentials)
        if user is None or not user.is_current:
            return None
        if user.under_duress:
            request.session[DURESS] = True
        else:
            request.session.pop(DURESS, None)
        return user

    def _rollback_login_failed_rl_usage(self) -> None:
        """Nothing was counted in the cache."""

    def login(self, request: HttpRequest, user: User) -> None:
        """The last step of a sign-in; the account may have been suspended since the first."""
        if not user.is_current:
            raise ImmediateHttpResponse(HttpResponseRedirect(resolve_url(settings.LOGIN_URL)))
        super().login(request, user)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponseRedirect:
        return HttpResponseRedirect(resolve_url(settings.LOGIN_URL))

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of this very site."""
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Step-up is by second factor; the password alone raises nothing."""
        if not user.is_authenticated:
            return []
        types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        methods = []
        if Authenticator.Type.TOTP in types:
            methods.append(
                {"id": "app", "description": _("Use the app"), "url": reverse("mfa_reauthenticate")}
            )
        if Authenticator.Type.WEBAUTHN in types:
            url = reverse("mfa_reauthenticate_webauthn")
            methods.append({"id": "key", "description": _("Use a security key"), "url": url})
        return methods

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Never by allauth, which would keep a suspended POST's body in the session; see needs_recent_login."""
        return False


class FactorAdapter(DefaultMFAAdapter):
    """Secrets live in TotpSecret rows, sealed; what allauth stores in their place is the row's identifier."""

    def encrypt(self, text: str) -> NoReturn:
        raise ImproperlyConfigured("allauth must not store a secret; accounts/factors.py enrols")

    def decrypt(self, encrypted_text: str) -> str:
        return factors.secret_of(encrypted_text)

    def get_totp_issuer(self) -> str:
        return "Wayhome"

    def _get_site_name(self) -> str:
        return str(context.request.get_host())

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        return {"id": user.pk.bytes, "display_name": user.get_full_name(), "name": user.email}
