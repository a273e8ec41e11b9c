"""Two people saved the same section: what differs, and the choice between them."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.actions import SectionConflict
from cases.forms.section import KEEP, STATE
from cases.models import WHOLE_SECTION, SectionVersion
from cases.models.scoped import EMPTY
from cases.record.asking import Sheet
from cases.record.reading import say
from cases.record.transport import to_json

# Said to the second of two who wrote at once; what was typed stays.
CHANGED_MEANWHILE = _(
    "Somebody else has changed this meanwhile. Look at it, and record it again if it still holds."
)


@dataclass(frozen=True)
class Difference:
    """A field that says one thing in what was typed and another in what was saved meanwhile."""

    key: str
    label: Any
    mine: str
    theirs: str
    # Nobody changed it in what was typed: the version saved meanwhile is proposed.
    untouched: bool


def differences(sheet: Sheet, conflict: SectionConflict, base_version: int) -> list[Difference]:
    """The fields in which the two versions differ, said in words."""
    base = _base_of(sheet, base_version)
    found = []
    for key in conflict.fields:
        entry, mine = dictionary.fields()[key], conflict.mine[key]
        said = [_in_words(say(entry, version)) for version in (mine, conflict.theirs[key])]
        if said[0] != said[1]:
            untouched = to_json(mine) == base[key] if key in base else mine in EMPTY
            found.append(Difference(key, dictionary.label(key), said[0], said[1], untouched))
    return found


def _base_of(sheet: Sheet, version: int) -> dict[str, Any]:
    """What stood in the fields that were changed since `version`: the oldest replaced answer of each.

    Used to propose a choice, never shown (P11). A field that was empty before has no entry.
    """
    rows = SectionVersion.objects.filter(case=sheet.case, section=sheet.section.key, of_version__gte=version)
    base: dict[str, Any] = {}
    for row in rows.filter(row=sheet.row_id or WHOLE_SECTION).order_by("of_version"):
        base = {**row.values, **base}
    return base


def merged(sheet: Sheet, posted: QueryDict) -> QueryDict:
    """The submitted form with the other version's answer wherever it was chosen on the conflict page.

    A field that was not chosen between (added by somebody since) keeps what was typed; the version asked for
    is the one the choice was made on, so a third save in between is noticed again.
    """
    if "merged" not in posted:
        return posted
    data = posted.copy()
    form = sheet.form()
    if any(posted.get(KEEP + key) == "theirs" for key in form.keys):
        sheet.record_view()  # a form in error is shown again, with the other version's answers in it
    for key in form.keys:
        if posted.get(KEEP + key) == "theirs":
            for name, values in as_typed(form, key).items():
                data.setlist(name, values)
            data.setlist(STATE + key, [form.initial[STATE + key]])
    return data


def as_typed(form: Any, key: str) -> dict[str, list[str]]:
    """A stored answer as the controls of the form would send it: values by the name of the control."""
    widget, value = form.fields[key].widget, form[key].value()
    context = widget.get_context(key, value, {})["widget"]
    controls = context.get("subwidgets") or [context]
    return {control["name"]: _values_of(control) for control in controls}


def _values_of(control: dict[str, Any]) -> list[str]:
    given = control.get("rows", control["value"])
    values = given if isinstance(given, list | tuple) else [given]
    return [str(one) for one in values if one not in (None, "")]


def _in_words(said: Any) -> str:
    return ", ".join(str(one) for one in said) if isinstance(said, list) else str(said)
