"""What surrounds an interview, for the invented world: interpreters, places, an office's questions, paper, a stop, a no.

Everything is plainly invented and done through the real actions, at Harbour, by whom it is theirs to do. One
transaction: it is there whole, or a later run makes it.
"""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction

from accounts import acting
from accounts.models import Office, User
from cases import actions
from cases.consent import consents
from cases.models import Case, Interpreter, LocalQuestion, PersonBiodata
from cases.record.local_questions import answers_of
from cases.sections import SECTIONS
from vault import keys

# Cases of Amina's whose person agreed to both, one after the other: she chooses, she stops, paper came in.
OWN = 3
PLACES = ("Seven Wells", "Lantern Hill", "Reed Bay", "Reed Bay at the river")
# The last one is asked no longer.
QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "kind": "choice",
        "wording": {
            "en": "When is a good time to meet?",
            "fr": "À quel moment préférez-vous nous rencontrer ?",
            "es": "¿Cuándo prefiere que nos veamos?",
        },
        "options": (
            {"en": "In the morning", "fr": "Le matin", "es": "Por la mañana"},
            {"en": "In the afternoon", "fr": "L'après-midi", "es": "Por la tarde"},
            {"en": "It does not matter", "fr": "Peu importe", "es": "No importa"},
        ),
    },
    {
        "kind": "text",
        "wording": {
            "en": "What would make waiting here easier?",
            "fr": "Qu'est-ce qui rendrait l'attente ici plus facile ?",
            "es": "¿Qué haría más llevadera la espera aquí?",
        },
    },
    {
        "kind": "date",
        "wording": {
            "en": "When did you first hear of us?",
            "fr": "Quand avez-vous entendu parler de nous ?",
            "es": "¿Cuándo oyó hablar de nosotros?",
        },
    },
)


def tell(cast: dict[str, User]) -> bool:
    """Make it where it is missing and there are cases enough; whether it was made."""
    amina = cast["amina"]
    office = amina.memberships_now()[0].office
    with acting.as_user(amina), keys.session():
        own = _own(amina)
    if len(own) < OWN or Interpreter.objects.filter(office=office).exists():
        return False
    with transaction.atomic():
        with acting.as_user(cast["bruno"]), keys.session():
            voices = _register(cast["bruno"], office, own)
        with acting.as_user(cast["jonas"]):
            questions = _questions(cast["jonas"], office)
        with acting.as_user(amina), keys.session():
            _places(cast, office, own[0])
            _chooses(amina, own[0], voices)
            _comes_back(amina, own[0], voices[0], questions)
            _stops(amina, own[1], voices[1])
            _came_on_paper(amina, cast["dana"], own[2])
            _refused_to_talk(amina, office)
    return True


def _own(worker: User) -> list[Case]:
    """The first of the worker's cases whose person agreed to be asked and to be known."""
    rows = Case.objects.visible_to(worker).filter(owner=worker).select_related("office").order_by("opened_at")
    kinds = ("screening_interview", "data_processing")
    return [case for case in rows[: 3 * OWN] if all(consents.given(case, kind) for kind in kinds)][:OWN]


def _register(keeper: User, office: Office, own: list[Case]) -> list[Interpreter]:
    """Who interprets at the office: two to choose, one whose vetting ends soon, one not vetted, one who left."""
    today = office.today()
    spoken = {PersonBiodata.objects.get(case=case).primary_language for case in own} | {"ro"}
    ready = {"vetting": "passed", "undertaking_on": today - timedelta(days=90)}
    given: tuple[dict[str, Any], ...] = (
        {"sex": "female", "vetted_until": today + timedelta(days=300), "dialects": "of the river", **ready},
        {"sex": "male", "vetted_until": today + timedelta(days=5), "in_person": False, **ready},
        {"sex": "male", "vetting": "waiting", "conflicts": "Sister works at a ferry company, invented"},
        {"sex": "female", "vetted_until": today + timedelta(days=200), "nationalities": ["MD"], **ready},
        {"sex": "female", **ready},
    )
    names = ("Ana Example", "Boris Example", "Costin Example", "Doina Example", "Elif Example")
    rows = [
        actions.register_interpreter(
            actor=keeper,
            office=office,
            name=name,
            languages=sorted(spoken),
            contact=f"+999 000 000 0{number}",
            **one,
        )
        for number, (name, one) in enumerate(zip(names, given, strict=True))
    ]
    actions.let_interpreter_go(actor=keeper, interpreter=rows[-1])
    return rows


def _places(cast: dict[str, User], office: Office, case: Case) -> None:
    """Places of the office's own, one of them written twice and merged, and somebody who lives at one."""
    rows = [actions.add_place(actor=cast["amina"], office=office, country="MD", name=name) for name in PLACES]
    with acting.as_user(cast["jonas"]):
        actions.merge_place(actor=cast["jonas"], place=rows[3], into=rows[2].code)
    _save(cast["amina"], case, "biodata", {"current_country": "MD", "current_region": PLACES[0]})


def _questions(keeper: User, office: Office) -> list[LocalQuestion]:
    rows = [actions.add_local_question(actor=keeper, office=office, **one) for one in QUESTIONS]
    actions.retire_local_question(actor=keeper, question=rows[-1])
    return rows


def _chooses(worker: User, case: Case, voices: list[Interpreter]) -> None:
    """She wishes to speak with women, chooses one, does not want another, and has an hour."""
    given: dict[str, Any] = {"actor": worker, "case": case}
    wish: dict[str, Any] = {"interviewer": "woman", "interpreter": "woman", "mode": "in_person"}
    actions.keep_interpreter_wish(**given, **wish, words="Somebody who does not hurry.")
    actions.choose_interpreter(**given, interpreter=voices[0])
    actions.refuse_interpreter(**given, interpreter=voices[3])
    _book(worker, case, voices[0], days=2)


def _comes_back(worker: User, case: Case, voice: Interpreter, questions: list[LocalQuestion]) -> None:
    """Two interviews; at the second some is told otherwise, and one question is not to be asked again."""
    suits, waiting = (str(question.pk) for question in questions[:2])
    _start(worker, case, voice, days_ago=12, phase="screening")
    _answer(worker, case, {suits: "0", waiting: "A window to look out of."})
    _save(worker, case, "education", {"vocational_skills": "Sewing"})
    actions.end_interview(actor=worker, case=case, values={"interview_outcome": "interrupted"})
    _start(worker, case, voice, days_ago=0, phase="assistance")
    _answer(worker, case, {suits: "1"})
    changed = {"vocational_skills": "Sewing, and keeping accounts"}
    _save(worker, case, "education", changed, kind="other_interview")
    _save(worker, case, "biodata", {}, states={"religion": "declined"}, not_again=["religion"])
    actions.note_reactions(actor=worker, case=case, responses=["mistrust_patience"])
    actions.end_interview(actor=worker, case=case, values={"interview_outcome": "completed"})


def _stops(worker: User, case: Case, voice: Interpreter) -> None:
    """A pause, and then no more; what was said is kept. The vetting of whom she chose ends before her next hour."""
    given: dict[str, Any] = {"actor": worker, "case": case}
    actions.choose_interpreter(**given, interpreter=voice)
    _start(worker, case, voice, days_ago=0, phase="screening")
    actions.note_reactions(**given, responses=["fear_security", "fear_confidentiality"])
    actions.pause_interview(**given)
    actions.resume_interview(**given)
    actions.stop_interview(**given)
    _book(worker, case, voice, days=9)


def _came_on_paper(worker: User, colleague: User, case: Case) -> None:
    """A form that a colleague filled in where there was no computer, entered three days later."""
    day = case.office.today() - timedelta(days=3)
    held = {"interview_date": day, "interview_location": "border_post", "interview_outcome": "completed"}
    form = actions.begin_paper_form(actor=worker, case=case, values=held, interviewer=colleague)
    _save(worker, case, "education", {"vocational_skills": "Mends nets"})
    actions.finish_paper_form(actor=worker, case=case, form=form.pk)


def _refused_to_talk(worker: User, office: Office) -> None:
    """Somebody said no to the interview: counted, and nothing else is kept."""
    day = office.today() - timedelta(days=2)
    actions.record_tally(actor=worker, office=office, met_date=day, met_country="MD", referred_to="ngo")


def _start(worker: User, case: Case, voice: Interpreter, *, days_ago: int, phase: str) -> None:
    held = {
        "interview_date": case.office.today() - timedelta(days=days_ago),
        "interview_location": "ngo_office",
        "interpreter_used": True,
        "interpreter_name": voice.code,
        "interpreter_oath": True,
        "people_present": ["interpreter"],
    }
    actions.start_interview(actor=worker, case=case, phase=phase, feared_present=False, values=held)


def _book(worker: User, case: Case, voice: Interpreter, *, days: int) -> None:
    day = case.office.today() + timedelta(days=days)
    starts_at = datetime.combine(day, time(10), case.office.zone)
    mode = "in_person" if voice.in_person else "telephone"
    hour: dict[str, Any] = {"starts_at": starts_at, "minutes": 60, "mode": mode}
    actions.book_interpreter(actor=worker, case=case, interpreter=voice, **hour)


def _answer(worker: User, case: Case, answers: dict[str, Any]) -> None:
    version = answers_of(case).version
    actions.answer_local_questions(actor=worker, case=case, answers=answers, base_version=version)


def _save(worker: User, case: Case, section: str, values: dict[str, Any], **more: Any) -> None:
    version = SECTIONS[section].row_of(case).version
    actions.save_section(
        actor=worker, case=case, section=section, values=values, base_version=version, **more
    )
