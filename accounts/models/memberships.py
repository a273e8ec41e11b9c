"""What a person is at an office, from when to when: roles, the duties beside them, and narrowed roles."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Office
from accounts.permissions import (
    DUTY_PERMISSIONS,
    HEALTH_STANDS_IN,
    ROLE_PERMISSIONS,
    DutyCode,
    Permission,
    Role,
)

if TYPE_CHECKING:
    from accounts.models.users import User


Row = TypeVar("Row", bound="Period")


class PeriodQuerySet(models.QuerySet[Row], Generic[Row]):
    """Rows with a validity."""

    def valid(self, at: datetime | None = None) -> Self:
        """Those valid at a moment (now, unless said otherwise)."""
        moment = at or timezone.now()
        return self.filter(Q(valid_from__lte=moment), Q(valid_to__isnull=True) | Q(valid_to__gt=moment))


class MembershipQuerySet(PeriodQuerySet["Membership"]):
    """Memberships, readable with everything their permissions depend on."""

    def of_now(self, *users: "User") -> Self:
        """People's memberships of now at offices that are not locked: one query."""
        return (
            self.valid()
            .filter(user__in=users, office__is_active=True, office__locked_at__isnull=True)
            .with_permissions()
            .order_by("office__name", "role")
        )

    def with_permissions(self) -> Self:
        """With office, and what `permissions` depends on: narrowing, duties, health cover."""
        narrowed = OfficeRoleNarrowing.objects.filter(office=OuterRef("office"), role=OuterRef("role"))
        duties = Duty.objects.valid().filter(user=OuterRef("user"), office=OuterRef("office"))
        health_worker = Membership.objects.valid().filter(
            office=OuterRef("office"), role=Role.HEALTH_WORKER, user__is_active=True
        )
        return self.select_related("office").annotate(
            narrowed=ArraySubquery(narrowed.values("permission")),
            duty_codes=ArraySubquery(duties.values("code")),
            office_has_health_worker=Exists(health_worker),
        )


class DutyQuerySet(PeriodQuerySet["Duty"]):
    """Duties."""


class Period(models.Model):
    """A validity: from a moment (included) to a moment (excluded), open when `valid_to` is empty."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    valid_from = models.DateTimeField(_("from"), default=timezone.now)
    valid_to = models.DateTimeField(_("to"), null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("given by"),
    )
    # The second person, where the role or duty needed one (decision 0101).
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    given_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    @property
    def is_valid(self) -> bool:
        """True when the period holds now."""
        now = timezone.now()
        return self.valid_from <= now and (self.valid_to is None or now < self.valid_to)


class Membership(Period):
    """A role of a person at an office."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    office = models.ForeignKey(Office, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=40, choices=Role.choices)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        indexes = [models.Index(fields=["user", "valid_from"]), models.Index(fields=["office", "role"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="membership_period",
            ),
            models.UniqueConstraint(
                fields=["user", "office", "role"],
                condition=Q(valid_to__isnull=True),
                name="membership_open_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)[:8]

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """The role's permissions here and those of duties beside it, less what the office narrowed."""
        role = Role(self.role)
        held = ROLE_PERMISSIONS[role]
        if role is Role.CASEWORKER and not self._office_has_health_worker():
            held = held | HEALTH_STANDS_IN
        for code in self._duty_codes():
            held = held | DUTY_PERMISSIONS.get(DutyCode(code), frozenset())
        return held - {Permission(code) for code in self._narrowed()}

    def _narrowed(self) -> list[str]:
        """Codes the office removed from this role; annotated by `of_now`, else asked for."""
        found: list[str] | None = self.__dict__.get("narrowed")
        if found is None:
            rows = OfficeRoleNarrowing.objects.filter(office_id=self.office_id, role=self.role)
            found = list(rows.values_list("permission", flat=True))
        return found

    def _duty_codes(self) -> list[str]:
        """Codes of the duties held beside this role at its office; annotated by `of_now`, else asked for."""
        found: list[str] | None = self.__dict__.get("duty_codes")
        if found is None:
            rows = Duty.objects.valid().filter(user_id=self.user_id, office_id=self.office_id)
            found = list(rows.values_list("code", flat=True))
        return found

    def _office_has_health_worker(self) -> bool:
        found: bool | None = self.__dict__.get("office_has_health_worker")
        if found is None:
            workers = Membership.objects.valid().filter(office_id=self.office_id, role=Role.HEALTH_WORKER)
            found = workers.filter(user__is_active=True).exists()
        return found


class Duty(Period):
    """A duty of domain/practice.md P6 that a person has beside a role."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="duties")
    office = models.ForeignKey(Office, models.PROTECT, related_name="duties")
    code = models.CharField(_("duty"), max_length=40, choices=DutyCode.choices)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        indexes = [models.Index(fields=["user", "code"]), models.Index(fields=["office", "code"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="duty_period",
            ),
            models.UniqueConstraint(
                fields=["user", "office", "code"], condition=Q(valid_to__isnull=True), name="duty_open_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)[:8]


class OfficeRoleNarrowing(models.Model):
    """A permission that an office takes out of a role. There is no row that adds one (P6)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.CASCADE, related_name="narrowings")
    role = models.CharField(_("role"), max_length=40, choices=Role.choices)
    # No choices: the list grows with every page, and the action that narrows checks it.
    permission = models.CharField(_("permission"), max_length=40)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("narrowed role")
        verbose_name_plural = _("narrowed roles")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "role", "permission"], name="office_role_narrowing_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)[:8]


def prepare_memberships(users: Iterable["User"]) -> list["User"]:
    """These people with their memberships of now: asked for all of them at once, before each is asked what they may."""
    people = {user.pk: user for user in users}
    held: dict[Any, list[Membership]] = {number: [] for number in people}
    for membership in Membership.objects.of_now(*people.values()):
        held[membership.user_id].append(membership)
    for number, user in people.items():
        user.__dict__["_memberships_now"] = held[number]
    return list(people.values())
