"""Consent: asked first, shown whole, taken back with one confirmed click."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import printing
from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases import dictionary
from cases.access import FileClosed, get_case_for, may
from cases.actions import (
    ErasureNotPossible,
    mark_consent_error,
    may_interview,
    note_effect_done,
    record_consents,
    record_tally,
    stop_interview,
    use_consent,
    withdraw_consent,
)
from cases.attachments.cleaning import FileRefused
from cases.child import beside as child_beside
from cases.child.children import Why
from cases.child.words import WHY
from cases.consent import consents, effects, laws, wordings
from cases.consent.page import MAY_SEE, counting_row, overview, timeline
from cases.consent.validity import ONE_USE
from cases.consent.withdrawals import EFFECTS, effect_of, in_words
from cases.forms.consent import FIRST, ConsentForm, ErrorForm, UseForm, WithdrawForm
from cases.forms.readout import ReadOut, read_outs
from cases.forms.tally import TallyForm
from cases.interview.interpreters import suggestions
from cases.interview.interviews import to_stop
from cases.interview.page import is_under_pressure
from cases.models import Case
from cases.on_paper.paper_forms import NOT_OVERRULED, day_entered, overruled
from cases.views.unreadable import told_if_unreadable

Kinds = tuple[str, ...]


@needs(Permission.CASE_VIEW)
@told_if_unreadable
def consent(request: SignedIn, case_id: str) -> HttpResponse:
    """The first questions while they are open, then the state of every kind of consent and its history."""
    try:
        case = get_case_for(request.user, case_id, to=MAY_SEE, viewed=["consent"])
    except FileClosed:
        return _closed(request, get_case_for(request.user, case_id))
    state = overview(case, request.user)
    if state.first_is_open and state.may_record:
        return _ask(request, case, FIRST, "cases/consent.html", {})
    context = {
        "case": case,
        "overview": state,
        "entries": timeline(state.rows, may_record=state.may_record, uses=state.uses),
    }
    return render(request, "cases/consent.html", context)


@needs(Permission.CONSENT_RECORD)
@told_if_unreadable
def consent_record(request: SignedIn, case_id: str, kind: str) -> HttpResponse:
    """Ask one kind of consent."""
    case = get_case_for(request.user, case_id, to=Permission.CONSENT_RECORD)
    if kind not in dictionary.codes("consent_type"):
        raise Http404
    if kind not in child_beside.asked_of(case):
        messages.warning(request, str(WHY[Why.NOT_OFFERED]))
        return redirect("cases:child", case.pk)
    title = dictionary.code_label("consent_type", kind)
    return _ask(request, case, (kind,), "cases/consent_record.html", {"title": title, "kind": kind})


@needs(Permission.CONSENT_RECORD)
@told_if_unreadable
def consent_withdraw(request: SignedIn, case_id: str, kind: str) -> HttpResponse:
    """Say exactly what a withdrawal does, then do it."""
    case = get_case_for(request.user, case_id, to=Permission.CONSENT_RECORD)
    if kind not in EFFECTS:
        raise Http404
    asks = kind == "screening_interview" and not case.is_closed_to_use and to_stop(case) is not None
    form = WithdrawForm(request.POST or None, at_an_interview=asks)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if asks:
            stop_interview(actor=request.user, case=case, erase=form.erases, for_good=True, reason=reason)
        else:
            withdraw_consent(actor=request.user, case=case, consent_type=kind, reason=reason)
        messages.success(request, _("The consent is withdrawn."))
        return redirect("cases:consent", case.pk)
    label = dictionary.code_label("consent_type", kind)
    context = {"case": case, "form": form, "label": label, "effects": effects.before(kind)}
    return render(request, "cases/consent_withdraw.html", context)


@needs(Permission.CONSENT_RECORD)
@told_if_unreadable
def consent_use(request: SignedIn, case_id: str, kind: str) -> HttpResponse:
    """Note the one use that a consent covers."""
    case = get_case_for(request.user, case_id, to=Permission.CONSENT_RECORD)
    if kind not in ONE_USE:
        raise Http404
    form = UseForm(request.POST or None, today=case.office.today())
    if form.is_valid():
        try:
            use_consent(actor=request.user, case=case, consent_type=kind, **form.cleaned_data)
        except consents.ConsentMissing as missing:
            form.add_error(None, " ".join(str(reason) for reason in missing.reasons))
        else:
            messages.success(request, _("Noted. The next use needs a new consent."))
            return redirect("cases:consent", case.pk)
    context = {"case": case, "form": form, "label": dictionary.code_label("consent_type", kind)}
    return render(request, "cases/consent_use.html", context)


@needs(Permission.CONSENT_RECORD)
@require_POST
def consent_effect(request: SignedIn, case_id: str, kind: str, code: str) -> HttpResponse:
    """Note that what a withdrawal left to be done by hand was done."""
    case = get_case_for(request.user, case_id, to=Permission.CONSENT_RECORD)
    effect = effect_of(kind, code)
    if effect is None:
        raise Http404
    done = note_effect_done(actor=request.user, case=case, consent_type=kind, effect=effect)
    if done:
        messages.success(request, _("Noted as done."))
    else:
        messages.info(request, _("This was noted already, or is not to be done any more."))
    return redirect("cases:consent", case.pk)


def _closed(request: SignedIn, case: Case) -> HttpResponse:
    """A file closed to every use: why, and what follows, for who may record what the person decides."""
    context: dict[str, object] = {"case": case}
    if may(request.user, Permission.CONSENT_RECORD, case):
        context["withdrawn"] = effects.of_closed(case)
    return render(request, "cases/closed.html", context)


@needs(Permission.CONSENT_RECORD)
@told_if_unreadable
def consent_error(request: SignedIn, case_id: str, consent_id: UUID) -> HttpResponse:
    """Mark a record as entered in error: it stays, and what stood before counts again."""
    case = get_case_for(request.user, case_id, to=Permission.CONSENT_RECORD)
    row = counting_row(case, consent_id)
    if row is None:
        raise Http404
    form = ErrorForm(request.POST or None)
    if form.is_valid():
        try:
            mark_consent_error(actor=request.user, case=case, consent=row, **form.cleaned_data)
        except ErasureNotPossible as late:
            form.add_error(None, late)
        else:
            messages.success(request, _("Marked. What stood before counts again."))
            return redirect("cases:consent", case.pk)
    context = {"case": case, "form": form, "entry": timeline([row], may_record=False)[0]}
    return render(request, "cases/consent_error.html", context)


@needs(Permission.CONSENT_RECORD)
def stop(request: SignedIn, case_id: str) -> HttpResponse:
    """After a refused interview: nothing is asked, help goes on, and a mark without a name may be kept."""
    case = get_case_for(request.user, case_id, to=Permission.CONSENT_RECORD)
    form = TallyForm(request.POST or None, initial={"met_country": case.office.country})
    if form.is_valid():
        record_tally(actor=request.user, office=case.office, **form.cleaned_data)
        messages.success(request, _("Counted without a name."))
        return redirect("home")
    return render(request, "cases/stop.html", {"case": case, "form": form})


@require_GET
@needs(Permission.CONSENT_RECORD)
@told_if_unreadable
def consent_paper(request: SignedIn, case_id: str, kind: str) -> HttpResponse:
    """A neutral sheet to sign (P5): the text in one language and room for a sign. Shown only as a recorded print."""
    case = get_case_for(request.user, case_id, to=Permission.CONSENT_RECORD)
    if kind not in dictionary.codes("consent_type"):
        raise Http404
    if printing.mark_of(request) is None:
        return redirect("cases:consent_record", case.pk, kind)
    texts = {text.code: text for text in _texts((kind,), case)}
    text = texts.get(request.GET.get("language", "")) or next(iter(texts.values()))
    with translation.override(text.code if text.code in dict(settings.LANGUAGES) else get_language()):
        return render(request, "cases/consent_paper.html", {"text": text})


def _texts(kinds: Kinds, case: Case) -> list[ReadOut]:
    """What is read out for these kinds, in every language there is."""
    return read_outs(
        kinds,
        settings.LANGUAGES,
        get_language() or settings.LANGUAGE_CODE,
        laws.law_of(case.office.country, case.office.today()),
        wordings.newest(kinds),
    )


def _ask(
    request: SignedIn, case: Case, kinds: Kinds, template: str, context: dict[str, object]
) -> HttpResponse:
    """Show the consent form, or record what it says and go on."""
    weak = {"pressure_present": is_under_pressure(request.user, case)}
    form = ConsentForm(
        request.POST or None,
        request.FILES or None,
        types=kinds,
        office=case.office,
        on_paper=day_entered(request.user, case) is not None,
        initial=weak,
    )
    form.offer_interpreters(suggestions(case))
    granted = consents.granted_among(consents.statuses(case))
    form.tell_what_a_no_does({kind: in_words(kind) for kind in kinds if kind in granted})
    if form.is_valid():
        rows = list(form.rows())
        try:
            made = record_consents(
                actor=request.user,
                case=case,
                rows=rows,
                signed=form.signed(),
                shown_at=form.cleaned_data["read_at"],
                said_at=form.cleaned_data.get("said_at"),
            )
        except FileRefused as refused:
            form.add_error("paper", refused.reason)
        except ErasureNotPossible as late:
            form.add_error(None, late)
        else:
            withdrawn = any(row.consent_status == "withdrawn" for row in made)
            messages.success(request, _("The consent is withdrawn.") if withdrawn else _("Saved."))
            if overruled(case, made):
                messages.warning(request, NOT_OVERRULED)
            return redirect(_next(request, case, rows), case.pk)
    context = {
        "case": case,
        "form": form,
        "read_outs": _texts(kinds, case),
        "who_agrees": child_beside.who_agrees(request.user, case),
        **context,
    }
    return render(request, template, context)


def _next(request: SignedIn, case: Case, rows: list[dict[str, object]]) -> str:
    """Where to go after these decisions: the stop page, the interview, or back to the overview of consent."""
    decided = {row["consent_type"]: row["consent_status"] for row in rows}
    if decided.get("screening_interview") in {"refused", "not_able"}:
        # Whether what was said is kept or erased, the person decides now.
        said = to_stop(case) is not None and may_interview(request.user, case)
        return "cases:interview_stop" if said and not case.is_closed_to_use else "cases:stop"
    return "cases:interview" if set(decided) & set(FIRST) else "cases:consent"
