"""What follows for a child when answers are saved: tasks, and the end of a suspect's consents. Listeners of saves."""

from typing import TYPE_CHECKING, Any

from cases.actions.child_age import follow_age
from cases.actions.child_tasks import follow_asking, follow_child
from cases.actions.guardians import end_suspects_consents
from cases.child import suspicion
from cases.record import saved

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case

WHO_ACTS = frozenset({"guardian_type", "guardian_conflict", "child_accompaniment"})


def listen() -> None:
    """Called once at start-up."""
    saved.on_save("biodata", _on_age)
    saved.on_save("registration", _on_age)
    saved.on_save("child", _on_child)
    saved.on_save("legal_status", _on_wish)
    saved.on_save("consent", _on_consent)


def _on_age(*, actor: "User", case: "Case", row: Any, changed: saved.Changed) -> None:
    follow_age(actor=actor, case=case)


def _on_child(*, actor: "User", case: "Case", row: Any, changed: saved.Changed) -> None:
    if changed.get("guardian_conflict", ("", ""))[1] == "yes":
        end_suspects_consents(actor=actor, case=case)
    if suspicion.note_former(row, changed):
        row.save()
    if WHO_ACTS & changed.keys():
        follow_child(actor=actor, case=case)


def _on_wish(*, actor: "User", case: "Case", row: Any, changed: saved.Changed) -> None:
    if "stay_preference" in changed:
        follow_child(actor=actor, case=case)


def _on_consent(*, actor: "User", case: "Case", row: Any, changed: saved.Changed) -> None:
    follow_asking(actor=actor, case=case)
