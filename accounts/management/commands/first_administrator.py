"""`manage.py first_administrator`: the first person of a new installation, by a one-time link.

Makes the organisation, the office and a user administrator, and prints the link to open. Refuses when a
user administrator exists: from then on people are invited on the staff page.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse

from accounts import acting, actions
from accounts.models import Membership
from accounts.permissions import Role


class Command(BaseCommand):
    help = "Make the first office and its user administrator, and print the one-time link."

    def add_arguments(self, parser: CommandParser) -> None:
        for name in ("email", "name", "organisation", "office", "code-name", "country"):
            parser.add_argument(f"--{name}", required=True)
        parser.add_argument("--kind", default="ngo")
        parser.add_argument("--time-zone", default="UTC")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if Membership.objects.valid().filter(role=Role.USER_ADMINISTRATOR).exists():
            raise CommandError("There is a user administrator already; invite people on the staff page.")
        with acting.as_system("", label="command:first_administrator"):
            try:
                office = actions.create_office(
                    actor=None,
                    organisation=options["organisation"],
                    kind=options["kind"],
                    name=options["office"],
                    code_name=options["code_name"],
                    country=options["country"].upper(),
                    time_zone=options["time_zone"],
                    languages=["en"],
                    weekend_days=[6, 7],
                )
                user = actions.create_user(actor=None, email=options["email"], display_name=options["name"])
            except ValidationError as problem:
                raise CommandError(" ".join(problem.messages)) from None
            actions.give_role(actor=None, user=user, office=office, role=Role.USER_ADMINISTRATOR)
            token = actions.invite(actor=None, user=user, office=office)
        self.stdout.write(settings.SITE_URL.rstrip("/") + reverse("accounts:invitation", args=[token]))
