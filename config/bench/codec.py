"""`python -m config.bench.codec [N]`: what sealing costs, against a field-by-field package and plain columns.

Twenty texts of thirty characters a row. The codecs alone: our envelope and the fields of
django-fernet-encrypted-fields. Then rows of PostgreSQL: sealed rows against the same texts in plain columns,
written in batches, saved one by one and read, each in this same run. Both sides go through the same calls of
the ORM; ours also through the session that a request has. "Processor" is the ratio by processor time, of this
process and of the server's together: on a busy machine it is the one to believe.
"""

import argparse
import contextlib
import os
import string
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.bench import scratch

TEXTS = 20
LENGTH = 30
ROUNDS = 5
Speed = tuple[float, float]  # a second: by the clock, by processor time
Measured = tuple[str, Speed, Speed, float]  # what, ours, theirs, the ratio that is wanted
SECTIONS = 10  # rows of one case, which share its keys and its manifest
CODEC_WANTED = 6.0
ROWS_WANTED = 0.85
PLAIN = ", ".join(f"t{number:02} text NOT NULL" for number in range(TEXTS))
TABLES = f"""
CREATE TABLE bench_sealed (id uuid PRIMARY KEY, envelope bytea NOT NULL, version integer NOT NULL, scope uuid NOT NULL);
CREATE TABLE bench_plain (id uuid PRIMARY KEY, version integer NOT NULL, scope uuid NOT NULL, {PLAIN});
GRANT ALL ON bench_sealed, bench_plain TO wayhome_app;
"""


def main() -> int:
    """Print the table; the exit status is 1 where a ratio is missed."""
    parser = argparse.ArgumentParser(prog="python -m config.bench.codec")
    parser.add_argument("rows", nargs="?", type=int, default=2000)
    count = parser.parse_args().rows
    with scratch.installation():
        from config import wsgi  # noqa: F401  # sets Django up, tuned as the web server is

        lines = [*codecs(count), *rows(count)]
    print(
        f"{count:,} rows of {TEXTS} texts of {LENGTH} characters; rows a second, the best of {ROUNDS} rounds"
    )
    print(f"{'':46} {'ours':>10} {'theirs':>10} {'ratio':>7} {'processor':>10} {'wanted':>7}")
    missed = 0
    for name, ours, theirs, wanted in lines:
        ratio, by_processor = ours[0] / theirs[0], ours[1] / theirs[1]
        missed += ratio < wanted
        print(
            f"{name:46} {ours[0]:>10,.0f} {theirs[0]:>10,.0f} {ratio:>7.2f} {by_processor:>10.2f} {wanted:>7}",
            flush=True,
        )
    return int(missed > 0)


def words(number: int) -> list[str]:
    """The texts of a row."""
    letters = string.ascii_lowercase * 3
    return [letters[(number + at) % 26 :][:LENGTH] for at in range(TEXTS)]


def spent() -> float:
    """Seconds of processor time of this process and of its server process, as far as that can be seen."""
    from django.db import connection

    seconds = time.process_time()
    if connection.connection is not None:
        with contextlib.suppress(OSError):  # no Linux, or the server's processes are not to be looked at
            pid = connection.connection.info.backend_pid
            seconds += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return seconds


def best(count: int, *deeds: Callable[[], Any]) -> list[Speed]:
    """How many a second each deed does, by the clock and by processor time, the best of some rounds, in turns."""
    speeds = [(0.0, 0.0)] * len(deeds)
    for _round in range(ROUNDS):
        for at, deed in enumerate(deeds):
            begun, used = time.perf_counter(), spent()
            deed()
            used, took = spent() - used, time.perf_counter() - begun
            speeds[at] = (max(speeds[at][0], count / took), max(speeds[at][1], count / used))
    return speeds


def codecs(count: int) -> list[Measured]:
    """Sealing and opening alone, without a database."""
    import orjson
    from django.conf import settings
    from encrypted_fields.fields import EncryptedTextField

    from vault import envelope

    settings.SALT_KEY = "a salt of the measurement"
    field = EncryptedTextField()
    field.set_attributes_from_name("text")
    key, all_rows = os.urandom(32), [words(number) for number in range(count)]
    names = [f"t{number:02}" for number in range(TEXTS)]
    place = envelope.Place(os.urandom(16), "bench_sealed", uuid.uuid4(), uuid.uuid4(), "bench")
    sealed: list[bytes] = []
    tokens: list[list[str]] = []

    def seal() -> None:
        sealed[:] = [
            envelope.seal(
                key, orjson.dumps(dict(zip(names, texts, strict=True))), place, version=1, generation=1
            )
            for texts in all_rows
        ]

    def encrypt() -> None:
        tokens[:] = [[field.get_prep_value(text) for text in texts] for texts in all_rows]

    def unseal() -> None:
        for one in sealed:
            orjson.loads(envelope.open_envelope(key, one, place))

    def decrypt() -> None:
        for row in tokens:
            for token in row:
                field.from_db_value(token, None, None)

    written, encrypted = best(count, seal, encrypt)
    read, decrypted = best(count, unseal, decrypt)
    return [
        ("encrypt, against django-fernet-encrypted-fields", written, encrypted, CODEC_WANTED),
        ("decrypt, against the same", read, decrypted, CODEC_WANTED),
    ]


def models() -> tuple[Any, Any]:
    """The two models, over tables the owner makes: one sealed, one plain."""
    import environ
    import psycopg2
    from django.db import models as fields

    from vault.sealed import SealedModel, SealedText

    where = environ.Env.db_url_config(os.environ["DATABASE_OWNER_URL"])
    link = psycopg2.connect(
        dbname=where["NAME"],
        user=where["USER"],
        password=where["PASSWORD"],
        host=where["HOST"],
        port=where["PORT"],
    )
    with link, link.cursor() as cursor:
        cursor.execute(TABLES)
    link.close()
    meta = {"app_label": "bench", "managed": False}
    names = [f"t{number:02}" for number in range(TEXTS)]
    sealed = type(
        "Sealed_",
        (SealedModel,),
        {
            "__module__": __name__,
            "Meta": type("Meta", (), {**meta, "db_table": "bench_sealed"}),
            "Sealed": type("Sealed", (), {"section": "bench", "key_class": "general"}),
            "scope": fields.UUIDField(),
            "vault_scope": lambda self: self.scope,
            **{name: SealedText(max_length=100) for name in names},
        },
    )
    plain = type(
        "Plain_",
        (fields.Model,),
        {
            "__module__": __name__,
            "Meta": type("Meta", (), {**meta, "db_table": "bench_plain"}),
            "id": fields.UUIDField(primary_key=True, default=uuid.uuid4),
            "version": fields.IntegerField(default=1),
            "scope": fields.UUIDField(),
            **{name: fields.TextField() for name in names},
        },
    )
    return sealed, plain


def rows(count: int) -> list[Measured]:
    """Rows in PostgreSQL, durable commits: in batches, one by one, and read."""
    from django.db import transaction

    from vault import bulk, keys

    sealed, plain = models()
    names = [f"t{number:02}" for number in range(TEXTS)]
    single = max(count // 10, 1)

    def made(model: Any, total: int) -> list[Any]:
        scopes = [uuid.uuid4() for _ in range(total // SECTIONS + 1)]
        return [
            model(scope=scopes[number // SECTIONS], **dict(zip(names, words(number), strict=True)))
            for number in range(total)
        ]

    def batch_sealed() -> None:
        with keys.session(), transaction.atomic():
            bulk.create(made(sealed, count), 500)

    def batch_plain() -> None:
        with transaction.atomic():
            plain.objects.bulk_create(made(plain, count), 500)

    def save(model: Any) -> Callable[[], None]:
        kept = made(model, single)
        for row in kept:
            row.save(force_insert=True)

        def deed() -> None:
            for number, row in enumerate(kept):
                row.t00 = words(number + time.perf_counter_ns() % 26)[1]
                with keys.session(), transaction.atomic():
                    row.save()

        return deed

    def read(model: Any) -> Callable[[], None]:
        def deed() -> None:
            for row in model.objects.all()[:count]:
                for name in names:
                    getattr(row, name)

        return deed

    def visit(model: Any) -> Callable[[], None]:
        """The rows of one case after another, each asked for by its key, as the pages of a case ask for them."""
        kept = made(model, max(single // SECTIONS, 1) * SECTIONS)
        model.objects.bulk_create(kept)
        cases = [[row.pk for row in kept[at : at + SECTIONS]] for at in range(0, len(kept), SECTIONS)]

        def deed() -> None:
            for case in cases:
                with keys.session(), transaction.atomic():
                    for pk in case:
                        row = model.objects.get(pk=pk)
                        for name in names:
                            getattr(row, name)

        return deed

    written = best(count, batch_sealed, batch_plain)
    saved = best(single, save(sealed), save(plain))
    visited = best(max(single // SECTIONS, 1) * SECTIONS, visit(sealed), visit(plain))
    seen = best(count, read_opened(sealed, names, count), read(plain))
    return [
        ("write rows in batches, against plain columns", written[0], written[1], ROWS_WANTED),
        ("save one row at a time, a commit each", saved[0], saved[1], ROWS_WANTED),
        ("read the rows of a case, one by one", visited[0], visited[1], ROWS_WANTED),
        ("read many rows at once, against plain columns", seen[0], seen[1], ROWS_WANTED),
    ]


def read_opened(sealed: Any, names: list[str], count: int) -> Callable[[], None]:
    """Read sealed rows the way lists do: keys and manifests of all of them at once."""
    from vault import keys
    from vault.sealed import open_many

    def deed() -> None:
        with keys.session():
            found = list(sealed.objects.all()[:count])
            open_many(found)
            for row in found:
                for name in names:
                    getattr(row, name)

    return deed


if __name__ == "__main__":
    sys.exit(main())
