"""The user: a sign-in and what follows from the roles held now."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Office, known_time_zone
from accounts.passwords import normal
from accounts.permissions import EMPTY_CASELOAD, EVERYONE, Permission

if TYPE_CHECKING:
    from accounts.models.memberships import Membership


class UserManager(BaseUserManager["User"]):
    """Users are found by their e-mail address, whatever its capitals."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new user; without a password nobody can sign in until an invitation has been used."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


def default_end() -> datetime:
    """When a new account ends unless an administrator says otherwise: no account is without an end."""
    from accounts.settings_register import value

    return timezone.now() + timedelta(days=value("accounts.account_lasts_days", None))


class User(AbstractBaseUser):
    """Somebody who works here.

    No account stands above the role table: `is_staff` and `is_superuser` are constants that libraries
    read. Logs print `__str__`, therefore it is a piece of the identifier; pages use `get_full_name()`.
    """

    is_staff: ClassVar[bool] = False
    is_superuser: ClassVar[bool] = False

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=12, blank=True, default="")
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True, default="")
    is_active = models.BooleanField(_("may sign in"), default=True)
    valid_until = models.DateTimeField(_("valid until"), default=default_end)
    is_demonstration = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Since when the code of conduct waits to be accepted; empty once it is (accounts/conduct.py).
    conduct_due_since = models.DateTimeField(null=True, default=timezone.now, editable=False)

    objects = UserManager()

    # Signed in with the emergency password (practice.md P34): set by the middleware from the session.
    under_duress: bool = False

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        ordering = ["display_name"]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return str(self.pk)[:8]

    def clean(self) -> None:
        super().clean()
        if self.time_zone:
            known_time_zone(self.time_zone)

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(None if raw_password is None else normal(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """True for the password, and for the one of an emergency, which sets `under_duress`.

        A wrong password costs two hashes, whether an emergency password was set or not.
        """
        if raw_password is None:
            return False
        plain = normal(raw_password)
        self.under_duress = False
        if super().check_password(plain):
            return True
        self.under_duress = self.check_emergency_password(plain)
        return self.under_duress

    def check_emergency_password(self, plain: str) -> bool:
        """True for the emergency password, if one was set; the same work either way."""
        from accounts.models.emergency import DuressPassword

        found = DuressPassword.objects.filter(user_id=self.pk).values_list("password_hash", flat=True).first()
        if found is None:
            make_password(plain)
            return False
        return check_password(plain, found)

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name.split(" ")[0]

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self.forget_memberships()

    # --- what follows from the roles held now ---------------------------------------------------------------

    @property
    def is_current(self) -> bool:
        """True while the account may be used at all."""
        return self.is_active and timezone.now() < self.valid_until

    def memberships_now(self) -> list["Membership"]:
        """The memberships valid now with their offices; one query, kept on this instance (one request)."""
        from accounts.models.memberships import Membership

        kept: list[Membership] | None = self.__dict__.get("_memberships_now")
        if kept is None:
            kept = self.__dict__["_memberships_now"] = list(Membership.objects.of_now(self))
        return kept

    @property
    def only_office_id(self) -> uuid.UUID | None:
        """The office of somebody who works at one: where audit events about no record belong."""
        offices = {membership.office_id for membership in self.memberships_now()}
        return offices.pop() if len(offices) == 1 else None

    def forget_memberships(self) -> None:
        """Ask the database again at the next question (after a role was given or ended)."""
        self.__dict__.pop("_memberships_now", None)

    def permissions_at(self, office: "Office | uuid.UUID") -> frozenset[Permission]:
        """What this person may do at `office` (an office or its id) now."""
        office_id = getattr(office, "pk", office)
        held = [
            self._given_by(membership)
            for membership in self.memberships_now()
            if membership.office_id == office_id
        ]
        return frozenset().union(*held)

    def _given_by(self, membership: "Membership") -> frozenset[Permission]:
        """What a membership gives; under duress only what shows an empty caseload."""
        return membership.permissions & EMPTY_CASELOAD if self.under_duress else membership.permissions

    def permissions_anywhere(self) -> frozenset[Permission]:
        """What this person may do at one office at least, and what every person with an account may."""
        if not self.is_current:
            return frozenset()
        return EVERYONE.union(*(self._given_by(membership) for membership in self.memberships_now()))

    def can(self, permission: Permission, office: "Office | uuid.UUID | None" = None) -> bool:
        """True when this person holds `permission` at `office`, or anywhere when no office is given."""
        if not self.is_current:
            return False
        return permission in (self.permissions_anywhere() if office is None else self.permissions_at(office))

    def offices_with(self, permission: Permission) -> list[uuid.UUID]:
        """The ids of the offices where this person holds `permission` now, in a steady order."""
        if not self.is_current:
            return []
        return sorted({m.office_id for m in self.memberships_now() if permission in self._given_by(m)})

    def has_role(self, role: str, office: "Office | uuid.UUID | None" = None) -> bool:
        """True when this person has `role` now, at `office` when one is given."""
        office_id = getattr(office, "pk", office)
        return any(m.role == role and office_id in (None, m.office_id) for m in self.memberships_now())

    def has_duty(self, code: str, office: "Office | uuid.UUID | None" = None) -> bool:
        """True when this person has the duty (domain/practice.md P6) now, at `office` when one is given."""
        from accounts.models.memberships import Duty

        found = Duty.objects.valid().filter(user=self, code=code)
        return (found if office is None else found.filter(office=office)).exists()
