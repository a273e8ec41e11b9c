"""What follows for a child when answers are saved: tasks, and the end of a suspect's consents. Listeners of saves."""

from typing import TYPE_CHECKING, Any

from accounts.settings_register import value as setting
from cases import case_tasks, saved
from cases.actions.child_tasks import follow_asking, follow_child
from cases.actions.guardians import end_consents_of
from cases.child_record import OF_THE_SUSPECT
from cases.upkeep import AGE_FIELDS

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case

WHO_ACTS = frozenset({"guardian_type", "guardian_conflict", "child_accompaniment"})


def listen() -> None:
    """Called once at start-up."""
    saved.on_save("biodata", _on_age)
    saved.on_save("child", _on_child)
    saved.on_save("legal_status", _on_wish)
    saved.on_save("consent", _on_consent)


def _on_age(*, actor: "User", case: "Case", row: Any, changed: saved.Changed) -> None:
    if AGE_FIELDS & changed.keys():
        follow_child(actor=actor, case=case)


def _on_child(*, actor: "User", case: "Case", row: Any, changed: saved.Changed) -> None:
    if changed.get("guardian_conflict", ("", ""))[1] == "yes":
        days = int(setting("cases.guardian_days", case.office_id))
        due = case_tasks.working_days_after(case, days)
        end_consents_of(actor=actor, case=case, givers=OF_THE_SUSPECT, cause="guardian", ask_by=due)
    if WHO_ACTS & changed.keys():
        follow_child(actor=actor, case=case)


def _on_wish(*, actor: "User", case: "Case", row: Any, changed: saved.Changed) -> None:
    if "stay_preference" in changed:
        follow_child(actor=actor, case=case)


def _on_consent(*, actor: "User", case: "Case", row: Any, changed: saved.Changed) -> None:
    follow_asking(actor=actor, case=case)
