"""For the operator, when nobody in the application can: open an ended or suspended account of a staff manager again."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts import acting, actions
from accounts.models import User
from accounts.permissions import ROLE_PERMISSIONS, Permission

MANAGERS = [role for role, held in ROLE_PERMISSIONS.items() if Permission.STAFF_MANAGE in held]


class Command(BaseCommand):
    """Staff managers only: everybody else is helped by one of them, in the application and under their name."""

    help = "Open an ended or suspended account of a user administrator again, for 30 days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        managers = User.objects.filter(memberships__role__in=MANAGERS, memberships__valid_to__isnull=True)
        user = managers.filter(email__iexact=email).first()
        if user is None:
            raise CommandError("There is no user administrator with this address.")
        with acting.as_system("", label="command:open_account"), transaction.atomic():
            if not user.is_active:
                actions.reinstate(actor=None, user=user)
            if user.valid_until <= timezone.now():
                actions.extend(actor=None, user=user, until=timezone.localdate() + timedelta(days=30))
        self.stdout.write("The account is open. Its roles and factors are as they were; this was recorded.")
