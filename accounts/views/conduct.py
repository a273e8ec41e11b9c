"""The code of conduct: read and accepted before entry, read again, and published anew."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import actions, conduct
from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.forms.conduct import AcceptForm, ConductForm
from accounts.models import ConductText
from accounts.permissions import Permission
from accounts.views.entrance import local


@needs(Permission.OWN_ACCOUNT)
def conduct_page(request: SignedIn) -> HttpResponseBase:
    """The code as it holds now; who has not accepted it does so here, and goes on to where they wanted."""
    shown, due = conduct.text_now(), request.user.conduct_due_since is not None
    form = AcceptForm(request.POST or None, initial={"number": shown.number})
    if request.method == "POST" and form.is_valid():
        try:
            actions.accept_conduct(user=request.user, number=form.cleaned_data["number"])
        except actions.NotThisVersion as problem:
            form = AcceptForm(initial={"number": shown.number})
            messages.error(request, " ".join(problem.messages))
        else:
            return redirect(local(request, request.POST.get("next", "")))
    context = {
        "shown": shown,
        "due": due,
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "accepted": request.user.conduct_acceptances.first(),
    }
    return render(request, "accounts/conduct.html", context)


@needs(Permission.SETTINGS_CHANGE)
@needs_recent_login
def publish(request: SignedIn) -> HttpResponseBase:
    """Publish a new version; the form begins with the words that hold now."""
    form = ConductForm(request.POST or None, initial=_words_now())
    if request.method == "POST" and form.is_valid():
        try:
            actions.publish_conduct(actor=request.user, texts=form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("Published. Everybody accepts it at their next sign-in."))
            return redirect("accounts:conduct-publish")
    rows = ConductText.objects.select_related("published_by")
    return render(request, "accounts/conduct_publish.html", {"form": form, "rows": rows})


def _words_now() -> dict[str, str]:
    """The present text in every language."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = "\n\n".join(conduct.text_now().paragraphs)
    return found
