"""The form by which somebody asks for a key operation."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.operations import deeds
from vault.models import RingKey
from vault.rotation import NEVER_RETIRED, REPLACEABLE

OPERATIONS = [
    (deeds.ROTATE, _("Replace a key of the installation")),
    (deeds.CASE, _("Replace the keys of one record")),
    (deeds.CASES, _("Replace the keys of one class of all records")),
    (deeds.DESTROY, _("Destroy an old key now, without waiting")),
    ("change", _("Change the root key, by a command at the machine")),
    ("split", _("Split the root key among officers, by a command at the machine")),
]

# What the keys of a class seal, for who has to choose one.
KEY_CLASS_LABELS = [
    ("identity", _("identity: who a person is, and how to reach her")),
    ("general", _("general: everything else in a record")),
    ("location", _("location: where people are")),
    ("evidence", _("evidence: files")),
    ("audit_detail", _("audit_detail: details in the record of actions")),
    ("export", _("export: exports and reports")),
    ("account", _("account: second factors and kept forms of staff")),
]


def old_keys() -> list[tuple[str, str]]:
    """The versions that only read any more, as choices."""
    rows = RingKey.objects.filter(state=RingKey.State.DECRYPT_ONLY).filter(name__in=REPLACEABLE)
    rows = rows.exclude(name__in=NEVER_RETIRED)
    return [("", "–"), *((f"{row.name} {row.version}", f"{row.name} {row.version}") for row in rows)]


class KeyOperationForm(forms.Form):
    """What is to be done, to which key, and why."""

    operation = forms.ChoiceField(
        label=_("What is to be done?"), choices=OPERATIONS, widget=forms.RadioSelect
    )
    key = forms.ChoiceField(
        label=_("Key"),
        choices=[("", "–"), *((name, name) for name in REPLACEABLE)],
        required=False,
        help_text=_("For replacing a key of the installation"),
    )
    record = forms.UUIDField(
        label=_("Identifier of the record"),
        required=False,
        help_text=_("For replacing the keys of one record: as it stands in the record of events"),
    )
    key_class = forms.ChoiceField(
        label=_("Class of keys"),
        choices=[("", "–"), *((name, label) for name, label in KEY_CLASS_LABELS)],
        required=False,
        help_text=_("For replacing the keys of one class of all records"),
    )
    old = forms.ChoiceField(
        label=_("Old key"), choices=old_keys, required=False, help_text=_("For destroying an old key")
    )
    reason = forms.ChoiceField(label=_("Why?"), choices=deeds.Reason.choices)

    NEEDED = {deeds.ROTATE: "key", deeds.CASE: "record", deeds.CASES: "key_class", deeds.DESTROY: "old"}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        needed = self.NEEDED.get(given.get("operation", ""))
        if needed and not given.get(needed) and needed not in self.errors:
            self.add_error(needed, _("Say which one."))
        return given

    def asked(self) -> tuple[str, tuple[str, uuid.UUID], dict[str, Any]]:
        """Kind, subject and facts of the approval that this asks for."""
        given = self.cleaned_data
        operation = given["operation"]
        if operation == deeds.CASE:
            return deeds.CASE, ("cases.case", given["record"]), {}
        if operation == deeds.CASES:
            return deeds.CASES, deeds.installation(), {"key": given["key_class"]}
        if operation == deeds.ROTATE:
            return deeds.ROTATE, deeds.installation(), {"key": given["key"]}
        if operation == deeds.DESTROY:
            name, _space, version = given["old"].partition(" ")
            return deeds.DESTROY, deeds.installation(), {"key": name, "version": int(version)}
        return deeds.ROOT, deeds.installation(), {"operation": operation}
