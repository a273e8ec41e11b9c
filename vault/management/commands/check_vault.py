"""manage.py check_vault: does every manifest match the rows, does every row open?"""

import uuid
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS

from vault import cell, keys, manifest, ring, rows
from vault.envelope import VaultError, read_header
from vault.models import Manifest
from vault.sealed import SealedModel, sealed_models

BATCH = 500


class Command(BaseCommand):
    help = "Compare all manifests with the sealed rows; name (by table and id) what is missing, extra or changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--open", action="store_true", help="open every envelope, too (slower)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            ring.load()
        except VaultError as problem:
            raise CommandError(str(problem)) from None
        with rows.entered(rows.system("check_vault")):
            found = list(self._lost_rows())
            for model in sealed_models():
                found += self._rows_of(model, options["open"])
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} rows or scopes are not what was written.")
        self.stdout.write("Every sealed row is what was written.")

    def _lost_rows(self) -> Iterator[str]:
        """Give what manifests list and tables do not hold, and the manifests that are not to be believed."""
        stored = Manifest.objects.order_by("pk").values_list("scope", "payload", "mac").iterator(BATCH)
        while part := list(islice(stored, BATCH)):
            wanted: dict[str, set[uuid.UUID]] = {}
            for scope, payload, mac in part:
                try:
                    listed = keys.verified(scope, bytes(payload), bytes(mac), DEFAULT_DB_ALIAS).parse()
                except VaultError as problem:
                    yield f"scope {scope}: {problem}"
                    continue
                for place, row in listed.rows:
                    wanted.setdefault(place, set()).add(row)
            for place, listed_rows in wanted.items():
                yield from self._gone(place, listed_rows)

    @staticmethod
    def _gone(place: str, rows: set[uuid.UUID]) -> Iterator[str]:
        model = next((model for model in sealed_models() if model.sealed_place() == place), None)
        there = set(model._base_manager.filter(pk__in=rows).values_list("pk", flat=True)) if model else set()
        for row in sorted(rows - there):
            yield f"{place} {row}: listed in its manifest and gone."

    def _rows_of(self, model: type[SealedModel], opening: bool) -> Iterator[str]:
        """Give the rows of a model that their manifest does not list as they are."""
        related = [field.name for field in model._meta.concrete_fields if field.is_relation]
        rows = model._base_manager.select_related(*related) if related else model._base_manager.all()
        part: list[SealedModel] = []
        for row in rows.order_by("pk").iterator(BATCH):
            part.append(row)
            if len(part) == BATCH:
                yield from self._part(part, opening)
                part = []
        yield from self._part(part, opening)

    def _part(self, rows: list[SealedModel], opening: bool) -> Iterator[str]:
        with keys.session() as session:
            session.preload([row.vault_scope() for row in rows], DEFAULT_DB_ALIAS)
            for row in rows:
                try:
                    if self._is_stripped(row, session):
                        continue
                    if opening:
                        cell.open_row(row)
                    else:
                        self._compare(row, session)
                except VaultError as problem:
                    yield f"{row.sealed_place()} {row.pk}: {problem}"

    @staticmethod
    def _is_stripped(row: SealedModel, session: keys.Session) -> bool:
        """A row of an erased scope that stays for its coded columns holds nothing sealed."""
        return (
            not bytes(row.envelope)
            and session.manifest_of(row.vault_scope(), DEFAULT_DB_ALIAS).is_destroyed()
        )

    def _compare(self, row: SealedModel, session: keys.Session) -> None:
        raw = bytes(row.envelope)
        listed = session.manifest_of(row.vault_scope(), DEFAULT_DB_ALIAS)
        if listed.line(row.sealed_place(), row.pk) != manifest.line_of(read_header(raw).version, raw):
            raise VaultError("Not what its manifest lists.")
