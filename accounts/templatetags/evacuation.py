"""Words of an evacuation plan."""

from django import template

from accounts.models import StepKind

register = template.Library()


@register.filter
def step_kind(code: str) -> str:
    """The label of a step's kind."""
    return str(StepKind(code).label) if code in StepKind.values else ""
