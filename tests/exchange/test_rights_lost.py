"""A file is not handed to somebody who may not read any more what it holds: asked with its fields, when it is fetched."""

import pytest

from accounts.actions.narrowing import narrow_role
from accounts.models import Membership
from accounts.permissions import Permission, Role
from exchange import actions, destroying
from exchange.actions import NoLongerAllowed
from exchange.models import ExportPart
from tests.exchange.conftest import made, make_case, opened, taken

WITH_PLACE = {"chosen": ["first_name", "current_street"]}


def narrow(people, *permissions):
    for permission in permissions:
        narrow_role(actor=None, office=people.harbour, role=Role.CASEWORKER, permission=permission)


def forget_rights(user):
    """The same person in their next request."""
    return type(user).objects.get(pk=user.pk)


def state_of(export):
    export.refresh_from_db()
    return export.state, export.problem, ExportPart.objects.filter(export=export).exists()


def test_a_lost_permission_for_a_field_in_it_destroys_the_file(people, case, recorded):
    export = made(people, **WITH_PLACE)
    narrow(people, Permission.LOCATION_READ)
    with pytest.raises(NoLongerAllowed):
        actions.release(actor=forget_rights(people.amina), export=export)
    assert state_of(export) == ("expired", "narrowed", False)
    name, given = recorded[-1]
    assert (name, given["facts"]) == ("export.shredded", {"reason": "narrowed"})


def test_a_lost_permission_for_what_is_not_in_it_takes_nothing(people, case):
    export = made(people)
    narrow(people, Permission.LOCATION_READ)
    people.amina = forget_rights(people.amina)
    assert taken(people, export)[0]


def test_what_stayed_empty_when_it_was_made_is_not_missed(people, case):
    """A column that was closed before the file was made is in no cell of it."""
    type(case).objects.filter(pk=case.pk).update(location_locked=True)
    export = made(people, **WITH_PLACE)
    assert export.withheld == {str(case.pk): ["current_street"]}
    narrow(people, Permission.LOCATION_READ)
    people.amina = forget_rights(people.amina)
    assert "Rope Walk" not in str(opened(*taken(people, export)))


def test_what_one_case_keeps_back_is_not_told(people, case):
    """Somebody who may read places at the office learns no more than that a case may not leave."""
    make_case(people)
    export = made(people, **WITH_PLACE)
    type(case).objects.filter(pk=case.pk).update(location_locked=True)
    with pytest.raises(NoLongerAllowed):
        actions.release(actor=forget_rights(people.amina), export=export)
    assert state_of(export) == ("expired", "changed", False)


def test_the_password_is_not_shown_to_who_fetched_the_file_before(people, case):
    """Without it the file in hand stays shut."""
    export = made(people, **WITH_PLACE)
    assert actions.release(actor=people.amina, export=export)
    narrow(people, Permission.LOCATION_READ)
    with pytest.raises(NoLongerAllowed):
        actions.show_password(actor=forget_rights(people.amina), export=export)
    assert state_of(export) == ("released", "narrowed", False)


@pytest.mark.parametrize("lost", ["role", "permission", "account"])
def test_who_may_not_export_any_more_leaves_nothing_waiting(people, case, lost):
    export, of_another = made(people), made(people)
    taken(people, of_another)
    if lost == "role":
        Membership.objects.filter(user=people.amina).delete()
    elif lost == "permission":
        narrow(people, Permission.EXPORT_ASK)
    else:
        type(people.amina).objects.filter(pk=people.amina.pk).update(is_active=False)
    assert destroying.shred_of_who_may_not() == 1
    assert state_of(export) == ("expired", "not_allowed", False)
    assert destroying.shred_of_who_may_not() == 0


def test_who_still_may_keeps_what_waits(people, case):
    export = made(people)
    assert destroying.shred_of_who_may_not() == 0
    assert taken(people, export)[0]
