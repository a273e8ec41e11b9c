"""Search tags made anew from the sealed cards, when the index key or the rules of normalising were replaced.

Registered with the vault, whose job calls it batch by batch (vault/takeover.py). Searches ask with both
versions of the key until it is done.
"""

import uuid
from typing import Any

from django.db import connection
from psycopg2.extras import execute_values

from cases.finding import cards
from cases.models import SearchCard
from vault import indexes, takeover
from vault.envelope import VaultError
from vault.sealed import open_many

_UPDATE = (
    "UPDATE cases_searchcard c SET tags = n.tags, ix_v = n.stamp, version = c.version + 1"
    " FROM (VALUES %s) AS n (id, tags, stamp) WHERE c.id = n.id"
)


def register() -> None:
    """Answer for the tags of this app."""
    takeover.register_rebuild("cases", total=SearchCard.objects.count, remaining=remaining, batch=batch)


def remaining() -> int:
    """How many cards carry tags of another key or of other rules."""
    return int(SearchCard.objects.exclude(ix_v=indexes.stamp()).count())


def batch(after: uuid.UUID, wait: bool, limit: int) -> tuple[int, uuid.UUID | None]:
    """Make the tags of the next cards behind `after` anew; returns how many, and the last one looked at.

    A card that cannot be opened keeps its old tags and is counted by `remaining`.
    """
    stamp = indexes.stamp()
    rows = SearchCard.objects.select_for_update(of=("self",), skip_locked=not wait)
    found = list(rows.filter(pk__gt=after).exclude(ix_v=stamp).order_by("pk")[:limit])
    if not found:
        return 0, None
    opened: list[Any] = open_many(found, unreadable=_leave)
    if opened:
        made = [(card.pk, cards.tags_of(card.card), stamp) for card in opened]
        with connection.cursor() as cursor:
            execute_values(
                cursor.cursor, _UPDATE, made, template="(%s::uuid, %s::int[], %s)", page_size=limit
            )
    return len(opened), found[-1].pk


def _leave(card: SearchCard, problem: VaultError) -> None:
    """Its tags stay, and the job ends as stuck: somebody has to look."""
