"""How a value of the settings register reads on a page."""

from typing import Any

from django import template

from accounts.settings_register import Setting

register = template.Library()


@register.simple_tag
def said(setting: Setting, value: Any) -> str:
    """A value as people read it: yes and no, the label of a code, several codes one after the other."""
    return setting.said(value)


@register.simple_tag
def range_said(setting: Setting) -> str:
    """What the value may be."""
    return setting.range_said()
