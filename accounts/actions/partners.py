"""The partner office, named in advance: whose people are the second person where an office has none (decision 0102)."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import approvals
from accounts.models import Approval, Office, User
from accounts.permissions import Permission
from audit import events

KIND = "partner_office"


def ask_partner(*, actor: User, office: Office, partner: Office) -> Approval:
    """Ask somebody of the partner office to agree to stand in."""
    if partner.pk == office.pk or not partner.is_active:
        raise ValidationError(_("Choose another office."))
    facts = {"partner": partner.pk}
    return approvals.ask(
        KIND, actor=actor, subject=office, office=office, reason="one_person_office", facts=facts
    )


def decides(approval: Approval, person: User) -> bool:
    """Somebody of the partner office agrees, for it answers for the other's people from then on."""
    return person.can(Permission.STAFF_APPROVE, UUID(approval.facts["partner"]))


def within(person: User) -> Q:
    """The askings for which one's own office is named."""
    return Q(facts__partner__in=[str(office) for office in person.offices_with(Permission.STAFF_APPROVE)])


def name_approved(approval: Approval, actor: User) -> None:
    """What the approval does."""
    Office.objects.filter(pk=approval.subject_id).update(partner=approval.facts["partner"])
    facts = {"fields": ["partner"]}
    events.record(
        "office.changed", subject=approval.subject, office=approval.office_id, facts=facts, actor=actor
    )


def describe(approval: Approval) -> approvals.Rows:
    """Which office would stand in."""
    partner = Office.objects.get(pk=approval.facts["partner"])
    return [
        {"label": _("Partner office"), "value": partner.code_name},
        {
            "label": _("What happens"),
            "value": _(
                "Where the office has no second person, people of the partner office ask for and approve"
                " resets of second factors, roles and reviews of access. They see no case by it."
            ),
        },
    ]
