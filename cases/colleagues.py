"""Who works on a case: to whom a task is given, and who goes along."""

from typing import TYPE_CHECKING

from accounts.permissions import Permission
from cases import access, case_tasks
from cases.models import Case, CaseGrant

if TYPE_CHECKING:
    from accounts.models import User


def who_work_on(case: Case) -> list["User"]:
    """Those named on the case and its supervisors, as far as they may change it, by name."""
    named = CaseGrant.objects.valid().filter(content_object=case).select_related("user")
    people = {one.user_id: one.user for one in named}
    people |= {person.pk: person for person in case_tasks.supervisors_of(case)}
    could = [person for person in people.values() if access.may(person, Permission.CASE_EDIT, case)]
    return sorted(could, key=lambda person: person.display_name)
