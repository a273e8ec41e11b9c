"""Blank forms for a place without a computer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases.actions import take_blank_form
from cases.forms.blank_forms import BlankFormForm
from paper.pdf import PdfFailed


@needs(Permission.SECTION_EDIT)
def blank_forms(request: SignedIn) -> HttpResponse:
    """Choose a form and take it as a PDF."""
    form = BlankFormForm(request.POST or None, offices=request.user.offices_with(Permission.SECTION_EDIT))
    if form.is_valid():
        try:
            content = take_blank_form(actor=request.user, **form.values())
        except PdfFailed:
            messages.error(request, _("The form could not be made just now. Try again in a moment."))
            return redirect("cases:blank_forms")
        answer = HttpResponse(content, content_type="application/pdf")
        answer["Content-Disposition"] = 'attachment; filename="form.pdf"'
        return answer
    return render(request, "cases/blank_forms.html", {"form": form})
