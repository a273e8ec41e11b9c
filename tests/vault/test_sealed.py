"""Sealed rows in the database: what they give back, and what they never give."""

import copy
import datetime
import pickle
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.core.serializers import serialize
from django.db import connection, transaction
from django.db.models import Value
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext

from tests.vault.cells import Cell, Strict
from vault import keys, sealed
from vault.envelope import KeyMissing, Tampered
from vault.money import Money
from vault.partial import PartialDate

pytestmark = pytest.mark.django_db

VALUES = {
    "first_name": "Zéphyrine",
    "reference": "ABC",
    "story": "Line one\nline two \u0000\ud7ff",
    "colour": "red",
    "colours": ["blue", "red"],
    "met_on": datetime.date(2024, 2, 29),
    "birth_date": PartialDate(1999, 3),
    "children": 2,
    "height": Decimal("171.50"),
    "agreed": False,
    "debt": Money(Decimal("1200.00"), "EUR"),
    "extra": {"a": [1, None, {"b": "ü"}]},
}


def make(**values) -> Cell:
    row = Cell(scope=values.pop("scope", None) or uuid.uuid4(), **values)
    row.save()
    return row


def raw(sql: str, *args) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, args)


def test_every_kind_of_attribute_comes_back():
    row = Cell.objects.get(pk=make(**VALUES).pk)
    assert {name: getattr(row, name) for name in VALUES} == VALUES
    assert row.get_colour_display() == "Red"


def test_nothing_given_is_nothing_read():
    row = Cell.objects.get(pk=make().pk)
    given = [row.first_name, row.colours, row.birth_date, row.agreed, row.extra]
    assert given == ["", [], None, None, None]


def test_the_row_holds_no_plaintext_and_no_lengths():
    short, long = make(first_name="Al"), make(first_name="Bartholomew-Ann")
    stored = [bytes(Cell.objects.get(pk=row.pk).envelope) for row in (short, long)]
    assert len(stored[0]) == len(stored[1])
    assert b"Al" not in stored[0].replace(b"\0", b"") or b"first_name" not in stored[0]


def test_no_statement_carries_plaintext():
    with CaptureQueriesContext(
        connection,
    ) as queries:
        row = make(first_name="Zéphyrine", extra={"k": "Quillon"})
        row.first_name = "Marguerite"
        row.save()
        assert Cell.objects.get(pk=row.pk).first_name == "Marguerite"
    spoken = " ".join(query["sql"] for query in queries)
    assert not [word for word in ("Zéphyrine", "Marguerite", "Quillon") if word in spoken]


def test_update_of_plain_columns_opens_nothing():
    row = Cell.objects.plain().get(pk=make(first_name="Ann").pk)
    row.key_class = "evidence"
    with CaptureQueriesContext(connection) as queries:
        row.save()
    assert [query["sql"].split()[0] for query in queries] == ["UPDATE"]
    assert "envelope" not in row.__dict__
    assert Cell.objects.get(pk=row.pk).first_name == "Ann"


def test_a_section_save_takes_two_statements():
    pk = make(first_name="Ann").pk
    with keys.session():
        row = Cell.objects.get(pk=pk)
        row.first_name = "Anna"
        with CaptureQueriesContext(connection) as queries:
            row.save()
    assert len(queries) == 2  # manifest and keys under lock; row and manifest


def test_a_new_row_of_a_known_scope_takes_two_statements():
    scope = make().scope
    with keys.session(), CaptureQueriesContext(connection) as queries:
        make(scope=scope, first_name="Bea")
    assert len(queries) == 2
    assert len(keys.lock(scope).rows) == 2


def test_reading_again_finds_values_without_asking():
    row = Cell.objects.get(pk=make(**VALUES).pk)
    assert not VALUES.keys() & row.__dict__.keys()
    assert row.first_name == "Zéphyrine"
    assert row.__dict__["story"] == VALUES["story"]  # what needs no decoding is there at once
    assert "birth_date" not in row.__dict__
    assert row.birth_date is row.__dict__["birth_date"]


def test_what_was_assigned_before_opening_stays():
    row = Cell.objects.get(pk=make(first_name="Ann", met_on=datetime.date(2020, 1, 2)).pk)
    row.first_name, row.met_on = "Bea", None
    assert (row.colour, row.first_name, row.met_on) == ("", "Bea", None)
    row.save()
    fresh = Cell.objects.get(pk=row.pk)
    assert (fresh.first_name, fresh.met_on) == ("Bea", None)


def test_a_sealed_attribute_is_not_deleted():
    row = make(first_name="Ann")
    with pytest.raises(AttributeError, match="sealed"):
        del row.first_name
    assert row.first_name == "Ann"


def test_expressions_are_refused():
    row = make(first_name="Ann")
    row.key_class = Value("export")
    with pytest.raises(TypeError, match="expression"), transaction.atomic():
        row.save()
    assert row.version == 1


def test_a_save_that_comes_too_late_leaves_the_manifest_alone():
    row = Cell.objects.get(pk=make(first_name="Ann").pk)
    assert row.first_name == "Ann"
    Cell.objects.filter(pk=row.pk).update(key_class="export")  # raises the version, and seals nothing
    before = keys.scope_digest(row.scope)
    row.first_name = "Bea"
    with pytest.raises(sealed.StaleVersion):
        row.save()
    assert keys.scope_digest(row.scope) == before
    assert (row.version, row.first_name) == (1, "Bea")
    assert Cell.objects.get(pk=row.pk).first_name == "Ann"


def test_a_row_opened_for_a_save_that_fails_is_closed_again():
    pk = make(first_name="Ann", colour="red").pk
    row = Cell.objects.get(pk=pk)
    Cell.objects.filter(pk=pk).update(key_class="export")
    row.first_name = "Bea"
    with pytest.raises(sealed.StaleVersion):
        row.save()
    assert "colour" not in row.__dict__
    assert (row.first_name, row.colour) == ("Bea", "red")


def test_rows_of_one_scope_share_one_query():
    scope = uuid.uuid4()
    pks = [make(scope=scope, first_name=str(n)).pk for n in range(5)]
    with keys.session():
        rows = list(Cell.objects.filter(pk__in=pks))
        with CaptureQueriesContext(connection) as queries:
            assert sorted(row.first_name for row in rows) == list("01234")
    assert len(queries) == 1


def test_save_with_update_fields_writes_what_it_names():
    row = make(first_name="Ann", colour="red")
    row.first_name, row.colour = "Bea", "blue"
    row.save(update_fields=["first_name"])
    fresh = Cell.objects.get(pk=row.pk)
    assert (fresh.first_name, fresh.colour, row.colour) == ("Bea", "red", "blue")
    row.save()
    assert Cell.objects.get(pk=row.pk).colour == "blue"


def test_a_change_inside_a_value_is_noticed():
    row = Cell.objects.get(pk=make(extra={"a": []}).pk)
    row.extra["a"].append("seen")
    row.save()
    assert Cell.objects.get(pk=row.pk).extra == {"a": ["seen"]}


def test_saving_what_did_not_change_seals_nothing():
    row = Cell.objects.get(pk=make(**VALUES).pk)
    before = row.envelope
    row.first_name = str(row.first_name)
    row.save()
    assert Cell.objects.get(pk=row.pk).envelope == before


def test_the_second_of_two_editors_is_told():
    pk = make(first_name="Ann", colour="red").pk
    one, two = Cell.objects.get(pk=pk), Cell.objects.get(pk=pk)
    assert two.first_name == "Ann"
    one.first_name = "Bea"
    one.save()
    two.colour = "blue"
    with pytest.raises(sealed.StaleVersion):
        two.save()
    plain = Cell.objects.plain().get(pk=pk)
    Cell.objects.filter(pk=pk).update(key_class="evidence")
    with pytest.raises(sealed.StaleVersion):
        plain.save()
    # The transaction goes on: nothing was written.
    assert Cell.objects.get(pk=pk).first_name == "Bea"
    assert (two.version, two.colour) == (1, "blue")


def test_refresh_and_copies():
    row = make(first_name="Ann")
    twin, deep = copy.copy(row), copy.deepcopy(row)
    row.first_name = "Bea"
    assert (twin.first_name, deep.first_name) == ("Ann", "Ann")
    row.refresh_from_db()
    assert row.first_name == "Ann"
    row.first_name = "Bea"
    row.refresh_from_db(fields=["first_name"])
    assert row.first_name == "Ann"


def test_a_row_that_is_read_is_made_as_any_other():
    """Quicker than Django makes it, with the same in it; where somebody listens, in Django's way."""
    kept = Cell.objects.create(scope=uuid.uuid4(), first_name="Nadia")
    row, part = Cell.objects.get(pk=kept.pk), Cell.objects.only("scope").get(pk=kept.pk)
    assert not row._state.adding and row._state.db == "default" and row.first_name == "Nadia"
    assert part.get_deferred_fields() == {"envelope", "version", "key_class", "created_at"}
    assert part.version == row.version and part.first_name == "Nadia"
    heard = []

    def listen(instance, **kwargs):
        heard.append(instance)

    post_init.connect(listen, sender=Cell)
    try:
        assert heard == [] and [Cell.objects.get(pk=kept.pk)] == heard
    finally:
        post_init.disconnect(listen, sender=Cell)


def test_an_older_instance_reads_what_it_was():
    pk = make(first_name="Ann").pk
    with keys.session():
        old, new = Cell.objects.get(pk=pk), Cell.objects.get(pk=pk)
        new.first_name = "Bea"
        new.save()
        assert old.first_name == "Ann"


def test_nothing_is_pickled_printed_or_dumped():
    row = make(first_name="Zéphyrine")
    for thing in (row, keys.Session()):
        with pytest.raises(TypeError):
            pickle.dumps(thing)
    assert "Zéphyrine" not in repr(row) + str(row)
    with pytest.raises(TypeError, match="not dumped"):
        serialize("json", [row])


@pytest.mark.parametrize(
    "ask",
    [
        lambda: list(Cell.objects.filter(first_name="Ann")),
        lambda: list(Cell.objects.filter(first_name__icontains="Ann")),
        lambda: list(Cell.objects.values("first_name")),
        lambda: list(Cell.objects.values_list("first_name", flat=True)),
        lambda: list(Cell.objects.order_by("first_name")),
        lambda: Cell.objects.update(first_name="Ann"),
        lambda: Cell.objects.update(envelope=b""),
    ],
)
def test_sql_never_sees_a_sealed_value(ask):
    with pytest.raises(FieldError, match="seal"):
        ask()


def test_bulk_updates_are_refused():
    with pytest.raises(TypeError):
        Cell.objects.bulk_update([make()], ["key_class"])


def test_deleting_strikes_the_row_off():
    scope = uuid.uuid4()
    one, two = make(scope=scope), make(scope=scope, first_name="Bea")
    Cell.objects.filter(pk=one.pk).delete()
    assert len(keys.lock(scope).rows) == 1
    assert Cell.objects.get(pk=two.pk).first_name == "Bea"


def test_open_many_asks_twice():
    pks = [make(first_name=str(n)).pk for n in range(4)]
    rows = list(Cell.objects.filter(pk__in=pks))
    with CaptureQueriesContext(connection) as queries:
        opened = sealed.open_many(rows)
        assert sorted(row.first_name for row in opened) == list("0123")
    assert len(queries) == 2


def test_open_many_hands_over_what_it_cannot_read():
    good, bad = make(first_name="Ann"), make()
    raw("UPDATE vault_sealedblob SET envelope = %s WHERE id = %s", b"x" * 300, bad.pk)
    seen = []
    rows = list(Cell.objects.filter(pk__in=[good.pk, bad.pk]))
    opened = sealed.open_many(rows, unreadable=lambda row, problem: seen.append((row.pk, type(problem))))
    assert [row.pk for row in opened] == [good.pk]
    assert [pk for pk, _ in seen] == [bad.pk]


def test_a_key_made_in_a_rolled_back_step_is_not_used_again():
    scope = uuid.uuid4()
    with keys.session():
        with pytest.raises(RuntimeError), transaction.atomic():
            make(scope=scope)
            raise RuntimeError
        pk = make(scope=scope, first_name="Ann").pk
    assert Cell.objects.get(pk=pk).first_name == "Ann"


def test_destroying_a_scope_ends_it():
    row, other = make(first_name="Ann"), make(first_name="Bea")
    assert keys.destroy_scope(row.scope) == 1
    with pytest.raises(KeyMissing):
        Cell.objects.get(pk=row.pk).first_name  # noqa: B018  # reading is the test
    with pytest.raises(KeyMissing):
        Strict(scope=row.scope, street="Elm").save()
    assert Cell.objects.get(pk=other.pk).first_name == "Bea"
    Cell.objects.get(pk=row.pk).delete()


def test_a_damaged_manifest_does_not_stop_erasure():
    row = make(first_name="Ann")
    raw("UPDATE vault_manifest SET mac = payload WHERE scope = %s", row.scope)
    assert keys.destroy_scope(row.scope) == 1
    with pytest.raises(KeyMissing):
        Cell.objects.get(pk=row.pk).first_name  # noqa: B018


def test_the_scopes_digest_changes_with_it():
    row = make()
    before = keys.scope_digest(row.scope)
    row.first_name = "Ann"
    row.save()
    assert keys.scope_digest(row.scope) != before


def test_check_vault_finds_a_row_that_was_taken_away(capsys):
    from vault.blobs import SealedBlob

    blob = SealedBlob.write(uuid.uuid4(), "export", [b"content"])
    call_command("check_vault", open=True)
    raw("DELETE FROM vault_blobchunk WHERE blob_id = %s", blob.pk)
    raw("DELETE FROM vault_sealedblob WHERE id = %s", blob.pk)
    with pytest.raises(Exception, match="not what was written"):
        call_command("check_vault")
    assert f"{blob.pk}: listed in its manifest and gone" in capsys.readouterr().out


def test_unreadable_is_never_overwritten():
    row = make(first_name="Ann")
    raw("UPDATE vault_sealedblob SET envelope = %s WHERE id = %s", b"\1\1" + b"x" * 300, row.pk)
    fresh = Cell.objects.get(pk=row.pk)
    fresh.first_name = "Bea"
    with pytest.raises((Tampered, sealed.StaleVersion)):
        fresh.save()
    assert bytes(Cell.objects.get(pk=row.pk).envelope)[:3] == b"\1\1x"
