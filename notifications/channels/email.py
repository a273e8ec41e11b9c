"""E-mail that says nothing: one subject, one sentence, one link that is the same for everybody.

Mail lies open on servers and telephones. No name, reference, office, kind of work or number of things
waiting may stand in it (confidentiality.md 10).
"""

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.models import Outbox

SUBJECT = "Wayhome"
# Well below the lease of a row (tasks.py): a server that hangs must not lead to a second sending.
PATIENCE_SECONDS = 20


def send(row: Outbox) -> None:
    """Send the constant message in the recipient's language; raises what the mail server raises."""
    person = row.recipient
    if not person.is_active or not person.email:
        return
    with translation.override(person.language or settings.LANGUAGE_CODE):
        text = f"{_('You have work waiting.')}\n\n{settings.SITE_URL}{reverse('inbox')}\n"
    EmailMessage(
        subject=SUBJECT,
        body=text,
        to=[person.email],
        # The same at every try, so that a mailbox can recognise a repetition.
        headers={"Message-ID": f"<{row.pk}@wayhome.invalid>"},
        connection=get_connection(timeout=PATIENCE_SECONDS),
    ).send(fail_silently=False)
