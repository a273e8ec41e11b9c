"""Who a password or a session belongs to."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class Backend(AuthenticationBackend):
    """allauth's sign-in by e-mail address and password; suspended and expired accounts do not exist for it.

    Unknown addresses cost a hash like known ones (allauth's timing mitigation). Django asks
    `user_can_authenticate` again for each request, so a suspension ends what is under way.
    """

    def user_can_authenticate(self, user: User | None) -> bool:
        return user is not None and user.is_current

    def _mitigate_timing_attack(self, password: str) -> None:
        """As much work as a wrong password of a known person, whose emergency password is looked at, too."""
        super()._mitigate_timing_attack(password)
        User().check_emergency_password(password)

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """No permission comes from Django's tables; accounts/permissions.py is the one list."""
        return False
