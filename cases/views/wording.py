"""The words with which consent is asked: every version in every language, a preview, and the picture beside them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases import dictionary
from cases.actions import publish_wording
from cases.attachments.cleaning import FileRefused
from cases.attachments.kinds import KINDS
from cases.consent import wordings
from cases.forms.readout import paragraphs
from cases.forms.wording import WordingForm
from cases.models import ConsentWording


@needs(Permission.SETTINGS_VIEW)
def overview(request: SignedIn) -> HttpResponse:
    """Every kind of consent with the languages it can be read out in."""
    kinds = dictionary.codes("consent_type")
    known = {(row.consent_type, row.language): row for row in wordings.newest(kinds)}
    languages = wordings.languages()
    rows = [
        (
            kind,
            dictionary.code_label("consent_type", kind),
            [(*one, known.get((kind, one[0]))) for one in languages],
        )
        for kind in kinds
    ]
    return render(
        request,
        "cases/wordings.html",
        {"rows": rows, "may_change": request.user.can(Permission.SETTINGS_CHANGE)},
    )


@needs(Permission.SETTINGS_CHANGE)
def wording(request: SignedIn, kind: str, language: str) -> HttpResponse:
    """Write a new version, look at it as it will be read out, and publish it."""
    if kind not in dictionary.codes("consent_type") or language not in dict(wordings.languages()):
        raise Http404
    versions = wordings.versions(kind, language)
    form = WordingForm(request.POST or None, request.FILES or None, wording=versions[0] if versions else None)
    is_preview = request.POST.get("step") == "preview"
    if form.is_valid() and not is_preview:
        try:
            publish_wording(actor=request.user, consent_type=kind, language=language, **form.values())
        except FileRefused as refused:
            form.add_error("picture", refused.reason)
        else:
            messages.success(request, _("Published. Earlier versions stay on record."))
            return redirect("cases:wordings")
    shown = form.cleaned_data if is_preview and form.is_valid() else None
    context = {
        "form": form,
        "kind": dictionary.code_label("consent_type", kind),
        "language": dictionary.language_name(language),
        "code": language,
        "versions": versions,
        "preview": shown and [paragraphs(shown["text"]), paragraphs(shown["easy_text"])],
    }
    return render(request, "cases/wording.html", context)


@require_GET
@needs(Permission.CASE_VIEW)
def picture(request: SignedIn, wording_id: UUID) -> HttpResponse:
    """The picture of one version; it is the same for everybody."""
    row = ConsentWording.objects.filter(pk=wording_id).exclude(picture_kind="").first()
    if row is None:
        raise Http404
    return HttpResponse(bytes(row.picture), content_type=KINDS[row.picture_kind].content_type)
