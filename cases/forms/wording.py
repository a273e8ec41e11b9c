"""The words with which consent is asked, as an administrator writes them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.files import Upload
from cases.forms.fields import AccountField
from cases.models import ConsentWording

LONGEST = 8_000


def upload_of(found: Any) -> Upload | None:
    """A file of a form as actions take it; None where none was chosen."""
    if not found:
        return None
    return Upload(name=found.name, declared=found.content_type or "", content=found.read())


class WordingForm(forms.Form):
    """Text, the same in easy words, and a picture that explains it without words."""

    text = AccountField(
        label=_("Text to read out"),
        help_text=_("One thought to a paragraph, with an empty line between two."),
        max_length=LONGEST,
        required=True,
    )
    easy_text = AccountField(
        label=_("The same in easy words"),
        help_text=_("Short sentences, no word that has to be explained. For children, too."),
        max_length=LONGEST,
    )
    picture = forms.FileField(
        label=_("A picture that explains it"),
        help_text=_("PNG, JPEG or WebP, up to 1 MB. Without a new one the earlier picture stays."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )

    def __init__(self, *args: Any, wording: ConsentWording | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if wording is not None:
            self.fields["text"].initial, self.fields["easy_text"].initial = wording.text, wording.easy_text

    def values(self) -> dict[str, Any]:
        """Arguments of cases.actions.publish_wording."""
        given = self.cleaned_data
        return {
            "text": given["text"],
            "easy_text": given["easy_text"],
            "picture": upload_of(given["picture"]),
        }
