"""What the Print button sends."""

from django import forms

MOST_COPIES = 20


class PrintForm(forms.Form):
    """The address of the page and which copy of how many; a copy beyond the last is none."""

    page = forms.CharField(max_length=2000)
    copy = forms.IntegerField(min_value=1, max_value=MOST_COPIES, required=False)
    copies = forms.IntegerField(min_value=1, max_value=MOST_COPIES, required=False)

    def clean_page(self) -> str:
        """An address of this house: a path, never another host."""
        page: str = self.cleaned_data["page"]
        if not page.startswith("/") or page.startswith(("//", "/\\")):
            raise forms.ValidationError("no path")
        return page

    def which(self) -> tuple[int, int]:
        """The number of this copy, and of how many."""
        copy = self.cleaned_data.get("copy") or 1
        return copy, max(copy, self.cleaned_data.get("copies") or 1)
