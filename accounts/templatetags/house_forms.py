"""Template tags for forms of the house."""

import uuid

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def form_key() -> SafeString:
    """The hidden input by which a form acts once, however often it is sent (accounts.middleware.OneSubmission)."""
    return format_html('<input type="hidden" name="submission_key" value="{}">', uuid.uuid4())
