"""Consent in words: what is done about a reason, how a consent stands. What follows from a withdrawal: withdrawals.py."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONFIRM_IN_WRITING = _("To be confirmed in writing when that is safe.")
# What is done about a reason; asking again is done about every other.
REMEDIES: dict[str, str | Promise] = {
    "form_signed": _("Have it signed"),
    "paper": _("Confirm in writing"),
    "guardian": _("Ask guardian or authority"),
    "suspect": _("Ask guardian or authority"),
    "recipient": _("Ask about this recipient"),
}
# In this order at the top of the page: the standing, and its tone.
STANDINGS: dict[str, tuple[str | Promise, str]] = {
    "agreed": (_("Agreed"), "done"),
    "limited": (_("Agreed with limits"), "done"),
    "weak": (_("Not enough yet"), "later"),
    "ending": (_("Ends soon"), "later"),
    "ended": (_("Ended"), "later"),
    "stopped": (_("Refused or withdrawn"), "stop"),
    "missing": (_("Not asked yet"), "plain"),
}
