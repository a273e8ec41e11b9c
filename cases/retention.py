"""How a case is exported and erased, table by table (registered with audit.retention at start-up)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import models

from audit import retention
from cases import models as tables
from cases.actions import files, recordings
from cases.record.transport import to_json
from cases.sections import SECTIONS
from vault import keys
from vault.sealed import SealedModel

# Former answers stay out of every export and print (P11); drafts are their author's scrap paper.
NOT_EXPORTED = frozenset(
    {"SectionVersion", "SectionDraft", "SearchCard", "CaseGrant", "ConflictOfInterest", "HandOverCase"}
)
INTERNAL = frozenset({"envelope", "version", "tags", "ix_v", "card"})


def register() -> None:
    """Answer for every model of this app."""
    by_column: tuple[tuple[type[models.Model], str], ...] = (
        (tables.SearchCard, "case"),
        (tables.SectionDraft, "case"),
        (tables.CaseTask, "case"),
        (tables.SecondLook, "case"),
        (tables.CaseAlert, "case"),
        (tables.PaperForm, "case"),
        (tables.InterviewMoment, "case"),
        (tables.NotAgain, "case"),
        (tables.BestInterests, "case"),
        (tables.TracingStep, "case"),
        (tables.InterpreterWish, "case"),
        (tables.LocalAnswers, "case"),
        (tables.InterpreterChoice, "case"),
        (tables.InterpreterBooking, "case"),
        (tables.SectionVersion, "case"),
        (tables.ConsentException, "case"),
        (tables.ConsentUse, "case"),
        (tables.Disclosure, "case"),
        # What relies on a consent goes before it.
        *((model, "case") for model in section_models()),
        (tables.ConsentRecord, "case"),
        (tables.Person, "case"),
        (tables.LegalHold, "case"),
        (tables.CaseGrant, "content_object"),
        (tables.HandOverCase, "case"),
        (tables.ConflictOfInterest, "case"),
        (tables.BreakGlass, "case"),
        (tables.Case, "pk"),
    )
    for model, by_case in by_column:
        retention.register(model._meta.label, export=_export(model, by_case), erase=_erase(model, by_case))
    retention.harmless("cases.CountryLaw", "what the law of a country asks; names nobody")
    retention.harmless("cases.ConsentWording", "the words with which everybody is asked; names nobody")
    retention.harmless("cases.CountryRisk", "about a country; who assessed it stands by identifier")
    retention.harmless("cases.FacilityRisk", "about a house; who assessed it stands by identifier")
    retention.harmless("cases.LocalQuestion", "what an office asks; the answers go with each case")
    retention.harmless("cases.Place", "a region as an office calls it; who added it stands by identifier")
    retention.harmless(
        "cases.Interpreter", "somebody who works for the office; choices and hours go with each case"
    )
    retention.harmless("cases.HandOver", "who left when, by identifier; the cases hang on it, not it on them")
    retention.harmless(
        "cases.InterviewTally", "date, country and kind of organisation; nobody can be told from it"
    )
    retention.harmless(
        "cases.ErasureRequest", "the tombstone of an erased case: identifiers, codes, counts and dates"
    )
    retention.harmless(
        "cases.ErasureNotice", "who must be told of an erasure; the name goes with the last answer"
    )
    retention.register("cases.Attachment", export=_export(tables.Attachment, "case"), erase=_erase_files)
    retention.register(
        "cases.WaitingFile", export=_export(tables.WaitingFile, "case"), erase=_erase_waiting_files
    )
    # Not exported: what a pair says of the one person it may say of the other.
    retention.register("cases.PersonLink", export=lambda _scope: [], erase=_forget_links)
    retention.register("cases.DuplicatePair", export=lambda _scope: [], erase=_forget_pairs)
    retention.register("cases.CaseSearchMade", export=_searches_of, erase=_forget_searches)
    retention.register("cases.SavedFilter", export=_filters_of, erase=_forget_filters)


def section_models() -> list[type[Any]]:
    """The model of every section that is edited, but the case itself."""
    found = [section.model for section in SECTIONS.values() if section.is_edited]
    return [model for model in found if model is not tables.Case]


def _rows(model: type[models.Model], by_case: str, scope: UUID) -> models.QuerySet[Any]:
    return model._base_manager.filter(**{by_case: scope})


def _export(model: type[models.Model], by_case: str) -> Callable[[UUID], list[dict[str, Any]]]:
    if model.__name__ in NOT_EXPORTED:
        return lambda _scope: []
    return lambda scope: [_as_dictionary(row) for row in _rows(model, by_case, scope)]


def _erase(model: type[models.Model], by_case: str) -> Callable[[UUID], int]:
    def erase(scope: UUID) -> int:
        # One by one: each sealed row leaves its line in the case's manifest.
        rows = list(_rows(model, by_case, scope))
        for row in rows:
            row.delete()
        return len(rows)

    return erase


def _erase_files(scope: UUID) -> int:
    """Each row with its content, which nothing else leads to."""
    rows = list(tables.Attachment.with_removed.filter(case=scope))
    for row in rows:
        files.erase(row)
    return len(rows)


def _erase_waiting_files(scope: UUID) -> int:
    """The same for recordings that wait to be made anew."""
    rows = list(tables.WaitingFile.objects.filter(case=scope))
    for row in rows:
        recordings.erase(row)
    return len(rows)


def _as_dictionary(row: models.Model) -> dict[str, Any]:
    names = [field.attname for field in row._meta.concrete_fields if field.name not in INTERNAL]
    if isinstance(row, SealedModel):
        names += [field.name for field in row.sealed_fields() if field.name not in INTERNAL]
    return {name: to_json(getattr(row, name)) for name in names}


def _searches_of(scope: UUID) -> list[dict[str, Any]]:
    """Searches belong to the person who made them: the scope is a user's id."""
    rows = tables.CaseSearchMade.objects.filter(actor=scope)
    return [{"at": row.at.isoformat()} for row in rows]


def _forget_searches(scope: UUID) -> int:
    return tables.CaseSearchMade.objects.filter(actor=scope).delete()[0]


def _filters_of(scope: UUID) -> list[dict[str, Any]]:
    """Named filters belong to the person who saved them, too."""
    return [{"name": row.name, "query": row.query} for row in tables.SavedFilter.objects.filter(owner=scope)]


def _forget_filters(scope: UUID) -> int:
    rows = list(tables.SavedFilter.objects.filter(owner=scope))
    for row in rows:
        row.delete()
    return len(rows)


def _pairs_of(scope: UUID) -> models.QuerySet[Any]:
    return tables.DuplicatePair.objects.plain().filter(models.Q(first=scope) | models.Q(second=scope))


def _forget_links(scope: UUID) -> int:
    return tables.PersonLink.objects.filter(pair__in=_pairs_of(scope)).delete()[0]


def _forget_pairs(scope: UUID) -> int:
    """A pair dies with either case: its row and the keys of its own. No copy of the other person's file holds it."""
    found = list(_pairs_of(scope))
    for pair in found:
        number = pair.pk
        pair.delete()
        keys.destroy_scope(number)
    return len(found)
