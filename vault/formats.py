"""How many envelopes there are of each format: what decides whether VAULT_MINIMUM_FORMAT may be raised."""

from collections import Counter

from django.db import connection

from vault.sealed import sealed_models


def count() -> Counter[int]:
    """Return how many stored envelopes begin with each format. Rows that were emptied by an erasure do not count."""
    found: Counter[int] = Counter()
    for table in sorted({model._meta.db_table for model in sealed_models()}):
        quoted = connection.ops.quote_name(table)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT get_byte(envelope, 0), count(*) FROM {quoted} WHERE length(envelope) > 0 GROUP BY 1"  # noqa: S608  # a table's own name
            )
            found.update(dict(cursor.fetchall()))
    return found
