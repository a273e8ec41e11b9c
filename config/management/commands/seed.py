"""`make seed`: the invented cast and about 200 cases across five offices, built through the real actions."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser

from config.demonstration import world


class Command(BaseCommand):
    """Build the demonstration world, or the beginning of it. Running it again goes on where it stopped."""

    help = "Make the demonstration world: its cast and its cases."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--first", action="store_true", help=f"Only the cast and {world.FIRST} cases.")
        parser.add_argument("--rest", action="store_true", help="What is still missing (the default).")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demonstration world is never made in production.")
        made = world.build(world.FIRST if options["first"] else world.WHOLE)
        self.stdout.write(f"{made} cases made.")
