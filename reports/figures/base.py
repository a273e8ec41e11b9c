"""A figure: one definition for the table on the page, its chart, the PDF and every export.

One SQL statement on plain columns per figure; nothing is decrypted to count people.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection
from django.db.models import Count as CountRows
from django.db.models import F

from accounts import acting
from cases.models import Case, Exploitation, PersonBiodata
from reports.figures.dimensions import Dimension
from reports.figures.scope import Scope
from reports.figures.table import Label, Result, Table
from reports.figures.tabulate import Group, Tally, tally

Statement = tuple[str, Sequence[Any]]


class Figure(Protocol):
    """What every entry of the catalogue offers."""

    @property
    def key(self) -> str:
        """Names the figure in addresses of drawings and anchors."""
        ...

    @property
    def report(self) -> str:
        """The id of its report in domain/reports.md."""
        ...

    @property
    def title(self) -> Label:
        """What stands above it."""
        ...

    def statement(self, scope: Scope) -> Statement:
        """The SQL and its parameters (no value is ever written into the text)."""
        ...

    def compute(self, scope: Scope) -> Result:
        """The raw counts; reports.disclosure.release() before anybody sees them."""
        ...


@dataclass(frozen=True)
class CrossTable:
    """A figure that counts persons by two questions.

    `query` gives the statement; each row it yields is turned by `group` into persons with the same
    (row, column) pairs, the row's last column being how many they are.
    """

    key: str
    report: str
    title: Label
    rows: Dimension
    columns: Dimension
    chart: str
    query: Callable[[Scope], Statement]
    group: Callable[[Dimension, Dimension, Sequence[Any]], Group]
    rows_overlap: bool = False
    columns_overlap: bool = False
    notes: tuple[Label, ...] = ()

    def statement(self, scope: Scope) -> Statement:
        return self.query(scope)

    def compute(self, scope: Scope) -> Table:
        """Run the statement once and spread its groups over the table."""
        groups = [self.group(self.rows, self.columns, row) for row in fetch(self.statement(scope))]
        return self._table(self._folded(groups, scope.threshold))

    def _folded(self, groups: list[Group], threshold: int) -> Tally:
        counted = tally(groups)
        row = self.rows.folded(counted.rows, threshold)
        column = self.columns.folded(counted.columns, threshold)
        if row is None and column is None:
            return counted
        same = str  # a code maps to itself
        return tally(group.renamed(row or same, column or same) for group in groups)

    def _table(self, counted: Tally) -> Table:
        rows, columns = self.rows.lines(counted.rows), self.columns.lines(counted.columns)
        return Table(
            key=self.key,
            title=self.title,
            row_title=self.rows.title,
            column_title=self.columns.title,
            chart=self.chart,
            rows=rows,
            columns=columns,
            cells=tuple(tuple(counted.cells[row.code, column.code] for column in columns) for row in rows),
            row_totals=tuple(counted.rows[row.code] for row in rows),
            column_totals=tuple(counted.columns[column.code] for column in columns),
            total=counted.total,
            rows_overlap=self.rows_overlap,
            columns_overlap=self.columns_overlap,
            notes=self.notes,
        )


def fetch(statement: Statement) -> list[Sequence[Any]]:
    """Every row of a statement; a figure counts everybody in its scope, whoever may open whose file."""
    with acting.by_rule("figures"), connection.cursor() as cursor:
        cursor.execute(*statement)
        rows: list[Sequence[Any]] = cursor.fetchall()
    return rows


# --- the statements that figures share -----------------------------------------------------------------------


def by_columns(row: Any, column: Any) -> Callable[[Scope], Statement]:
    """Cases grouped by two plain columns (field paths from Case, or expressions)."""
    asked = {name: F(path) if isinstance(path, str) else path for name, path in (("a", row), ("b", column))}

    def query(scope: Scope) -> Statement:
        counted = Case.objects.in_use().filter(**scope.filters()).values(**asked).annotate(n=CountRows("pk"))
        sql, params = counted.order_by().values_list("a", "b", "n").query.sql_with_params()
        return sql, params

    return query


def by_episodes(column: str) -> Callable[[Scope], Statement]:
    """Cases grouped by all their exploitations ("country:type,type" each) and one column of the bio data.

    A person with two exploitations is one person in each of their values, hence the inner grouping by case.
    """
    case, bio, episode = (model._meta.db_table for model in (Case, PersonBiodata, Exploitation))
    asked = PersonBiodata._meta.get_field(column).name

    def query(scope: Scope) -> Statement:
        sql = f"""
            SELECT episodes, asked, count(*) FROM (
                SELECT array_agg(DISTINCT e.exp_country || ':' || array_to_string(e.exp_types, ','))
                           FILTER (WHERE e.id IS NOT NULL) AS episodes,
                       b.{asked} AS asked
                FROM {case} c
                LEFT JOIN {bio} b ON b.case_id = c.id
                LEFT JOIN {episode} e ON e.case_id = c.id AND e.removed_at IS NULL
                WHERE {WITHIN.format(column=scope.column)}
                GROUP BY c.id, b.{asked}
            ) AS persons GROUP BY episodes, asked"""  # noqa: S608  # identifiers of our own models; values are parameters
        return sql, within(scope)

    return query


WITHIN = "c.office_id = ANY(%s::uuid[]) AND c.{column} BETWEEN %s AND %s AND c.closed_to_use_at IS NULL"


def within(scope: Scope) -> list[Any]:
    """The parameters of WITHIN: the scope's offices and period."""
    return [[str(office) for office in scope.office_ids], scope.period_from, scope.period_to]


def read_episodes(episodes: Sequence[str] | None) -> list[tuple[str, list[str]]]:
    """(country, types) of each exploitation in a row of by_episodes()."""
    parted = (episode.partition(":") for episode in episodes or ())
    return [(country, [code for code in types.split(",") if code]) for country, _colon, types in parted]


# --- how their rows become groups ------------------------------------------------------------------------------


def single(rows: Dimension, columns: Dimension, row: Sequence[Any]) -> Group:
    """One answer to each question."""
    return Group(frozenset({(rows.code(row[0]), columns.code(row[1]))}), row[-1])


def several(rows: Dimension, columns: Dimension, row: Sequence[Any]) -> Group:
    """Several answers to the row's question, one to the column's."""
    return Group.crossed(rows.codes(row[0]), [columns.code(row[1])], row[-1])
