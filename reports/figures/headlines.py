"""R33: head-line numbers."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cases.models import Case, Exploitation, PersonBiodata
from reports.figures.base import WITHIN, Statement, fetch, within
from reports.figures.scope import Scope
from reports.figures.table import Label, Tile, Tiles


@dataclass(frozen=True)
class HeadLines:
    """Persons, nationalities, countries of exploitation, and the share of international trafficking.

    Trafficking that was both internal and international crossed a border and counts as international;
    the base of the share is every person whose case says which it was.
    """

    key: str = "R33"
    report: str = "R33"
    title: Label = _("Head-line numbers")
    chart: str = "tiles"

    def statement(self, scope: Scope) -> Statement:
        case, bio, episode = (model._meta.db_table for model in (Case, PersonBiodata, Exploitation))
        sql = f"""
            WITH persons AS MATERIALIZED (
                SELECT c.id, c.trafficking_scope FROM {case} c WHERE {WITHIN.format(column=scope.column)}
            )
            SELECT count(*),
                   (SELECT count(DISTINCT country)
                    FROM persons JOIN {bio} b ON b.case_id = persons.id, unnest(b.citizenship) AS country),
                   (SELECT count(DISTINCT e.exp_country) FROM persons JOIN {episode} e ON e.case_id = persons.id
                    WHERE e.removed_at IS NULL AND e.exp_country <> ''),
                   count(*) FILTER (WHERE trafficking_scope IN ('international', 'both')),
                   count(*) FILTER (WHERE trafficking_scope = 'internal')
            FROM persons"""  # noqa: S608  # identifiers of our own models; values are parameters
        return sql, within(scope)

    def compute(self, scope: Scope) -> Tiles:
        persons, nationalities, countries, international, internal = fetch(self.statement(scope))[0]
        known = international + internal
        return Tiles(
            key=self.key,
            title=self.title,
            tiles=(
                Tile(_("Persons"), persons),
                Tile(_("Nationalities"), nationalities, "things"),
                Tile(_("Countries of exploitation"), countries, "things"),
                Tile(
                    _("International trafficking"), 100 * international / known if known else None, "percent"
                ),
            ),
            split=(international, internal),
            denominator=known,
            missing=persons - known,
        )


HEAD_LINES = HeadLines()
