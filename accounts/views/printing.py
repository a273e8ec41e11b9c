"""The one address of every Print button."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from accounts import printing
from accounts.decorators import SignedIn, needs
from accounts.forms.printing import PrintForm
from accounts.permissions import Permission


@needs(Permission.HOME_VIEW)
@require_POST
def print_page(request: SignedIn) -> HttpResponse:
    """Record the print of a page, then show it in its print view."""
    form = PrintForm(request.POST)
    if not form.is_valid():
        raise Http404
    copy, copies = form.which()
    printing.begin(request, form.cleaned_data["page"], copy=copy, copies=copies)
    return HttpResponseRedirect(form.cleaned_data["page"], status=303)
