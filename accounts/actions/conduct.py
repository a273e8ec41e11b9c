"""The code of conduct: accepted by everybody, published anew by who changes settings (domain/practice.md P6)."""

from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import conduct
from accounts.models import ConductAcceptance, ConductText, User
from accounts.permissions import Permission
from audit import events


class NotThisVersion(ValidationError):
    """A newer version was published while somebody read the former one."""


@transaction.atomic
def accept_conduct(*, user: User, number: int) -> None:
    """Note that `user` accepts the version that holds now, as shown. Raises NotThisVersion for another one."""
    shown = conduct.text_now()
    if number != shown.number:
        raise NotThisVersion(_("There is a newer version. Please read it."))
    made, new = ConductAcceptance.objects.get_or_create(
        user=user, number=number, defaults={"language": shown.language, "digest": shown.digest}
    )
    User.objects.filter(pk=user.pk).update(conduct_due_since=None)
    user.conduct_due_since = None
    if new:
        facts = {"number": number, "language": shown.language}
        events.record("conduct.accepted", subject=made, actor=user, facts=facts)


@transaction.atomic
def publish_conduct(*, actor: User, texts: Mapping[str, str]) -> ConductText:
    """A new version in every language of the interface; everybody accepts it at their next sign-in.

    Raises PermissionDenied, ValidationError where a language is missing.
    """
    if not actor.can(Permission.SETTINGS_CHANGE):
        raise PermissionDenied(Permission.SETTINGS_CHANGE.value)
    languages = [code for code, _name in settings.LANGUAGES]
    if any(not texts.get(code, "").strip() for code in languages):
        raise ValidationError(_("Give the text in every language."))
    newest = ConductText.objects.select_for_update().first()
    row = ConductText.objects.create(
        number=newest.number + 1 if newest else 1,
        texts={code: texts[code].replace("\r\n", "\n").strip() for code in languages},
        published_by=actor,
    )
    User.objects.update(conduct_due_since=timezone.now())
    events.record(
        "conduct.published",
        subject=("accounts.conducttext", row.number),
        actor=actor,
        facts={"number": row.number},
    )
    return row
