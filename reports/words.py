"""Numbers as they are printed, in the report's language."""

from django.utils.formats import number_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from reports.figures.table import Count, Hidden

LINKED_MARK = "*"
LEFT_TO_RIGHT = "\u200e"


def count_text(count: Count, k: int) -> str:
    """A count, "<k" for one that is too small to print, or the mark of one hidden because of it."""
    if count is Hidden.SMALL:
        # The mark keeps "<5" from turning into "5>" in a right-to-left line.
        return f"{LEFT_TO_RIGHT if get_language_bidi() else ''}<{k}"
    if count is Hidden.LINKED:
        return LINKED_MARK
    return number_format(count, force_grouping=True)


def share_text(share: float | None) -> str:
    """Per cent with one decimal, or the mark of one that is hidden."""
    if share is None:
        return LINKED_MARK
    return _("%(share)s %%") % {"share": number_format(share, decimal_pos=1)}
