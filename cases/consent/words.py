"""Consent in words: what follows from a withdrawal, what is done about a reason, how a consent stands."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONFIRM_IN_WRITING = _("To be confirmed in writing when that is safe.")
CLOSING = _(
    "Every use stops at once: the file is closed to everybody. Two people then check the wish in a safe way, say "
    "what would be lost (proof for a permit, wages or compensation, a family link), and only then is it erased."
)

# domain/consent.md 4, in the words of somebody who has to explain it: what happens, and what is left to be done by hand.
EFFECTS: dict[str, str | Promise] = {
    "screening_interview": _(
        "Nothing more is asked or written down, and help goes on. What was said stays, unless the person "
        "wants it erased: choose that where the interview is stopped."
    ),
    "assistance": _(
        "Planned help stops and the case goes to follow-up. Tell the person how to come back. Nothing closes "
        "the case by itself: look at it after 30 days."
    ),
    "data_processing": CLOSING,
    "share_mission": _(
        "Nothing more may be sent to the other office. Ask it to stop using what it has received; this does "
        "not happen by itself."
    ),
    "share_provider": _(
        "Who works on the case is asked to have the provider stop and return or destroy what it received."
    ),
    "share_authority": _("Nothing more is disclosed. What was disclosed before stays on record."),
    "family_contact": _(
        "No tracing may begin and relatives are not contacted. A tracing under way does not pause by itself: "
        "have it stopped."
    ),
    "medical_exam": _("The health section is closed to further use. What the house needs for safety stays."),
    "medical_test": _("The health section is closed to further use. What the house needs for safety stays."),
    "medical_sharing": _(
        "The health section is closed to further use. What the house needs for safety stays."
    ),
    "photo_document": CLOSING,
    "shelter_stay": _("The stay ends when the person leaves. The bed is kept until then; nobody is put out."),
    "return": _(
        "No journey may begin. What is arranged does not end by itself: cancel it and tell those involved."
    ),
    "reintegration": _(
        "No plan may go on. One that is under way does not end by itself: discontinue it with the person."
    ),
    "follow_up": _("Nobody contacts the person any more."),
    "research": _("The case is left out of the next export on. Published totals stay as they are."),
    "media": _(
        "Nothing may be published any more. Have the publication stopped and copies recalled where possible, "
        "and note it."
    ),
}


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
