"""Adding a file to a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.actions.files import Upload
from cases.attachments.kinds import accepted
from cases.forms.fields import PRIVATE_INPUT, CodeField, TickField

WITHOUT_RECORDINGS = _(
    "A picture (JPEG, PNG, WebP), a PDF or a Word document (DOCX), up to %(megabytes)s MB. Where and with what "
    "it was made is removed."
)
WITH_RECORDINGS = _(
    "A picture (JPEG, PNG, WebP), a PDF, a Word document (DOCX), or sound and film (MP3, M4A, WAV, OGG, MP4, MOV, "
    "WebM and others), up to %(megabytes)s MB. Where and with what it was made is removed."
)


class FileForm(forms.Form):
    """The file, what it is, how sensitive, and whether the original is evidence."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(),
        allow_empty_file=True,  # told apart by the cleaning, in its own words
    )
    attachment_type = CodeField(
        label=dictionary.label("attachment_type"),
        choices=dictionary.choices_of("attachment_type"),
        short=False,
        required=True,
    )
    attachment_sensitivity = CodeField(
        label=dictionary.label("attachment_sensitivity"),
        choices=dictionary.choices_of("sensitivity_class"),
        short=True,
        required=True,
        initial="identifying",
    )
    description = forms.CharField(
        label=_("What it shows"),
        help_text=_("In a few words, without names where you can."),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs=dict(PRIVATE_INPUT)),
    )
    is_evidence = TickField(
        label=_("Keep the original as well, as evidence"),
        help_text=_(
            "The original shows where and with what it was made. It is kept sealed, with a checksum, and can only be "
            "downloaded."
        ),
    )

    def __init__(self, *args: Any, largest: int, recordings: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.largest = largest
        field = self.fields["file"]
        field.widget.attrs["accept"] = accepted(recordings=recordings)
        field.help_text = (WITH_RECORDINGS if recordings else WITHOUT_RECORDINGS) % {
            "megabytes": largest >> 20
        }

    def clean_file(self) -> Any:
        """Too large is said before anything is read."""
        found = self.cleaned_data["file"]
        if found is not None and found.size > self.largest:
            raise forms.ValidationError(_("The file is larger than your office allows."))
        return found

    def upload(self) -> Upload:
        """The file as the action takes it."""
        found = self.cleaned_data["file"]
        return Upload(name=found.name, declared=found.content_type or "", content=found.read())
