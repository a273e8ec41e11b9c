"""How every form of the house is drawn: Django's own renderer with our templates (templates/django/forms/).

A field is a group of label, hint, error and control. Views write `{{ form }}`, or one field at a time
`{{ form.first_name.as_field_group }}`. What a form's author may set on a field besides Django's own attributes:

* `field.show_when = "status=yes|unknown"`: the question is shown only while the field `status` of the same
  form holds one of these values (static/js/conditional.js). Without JavaScript it is always shown, so the
  form's `clean` decides what counts.
* `field.narrow = True`: a short control (years, codes, counts).
"""

from typing import Any

from django.forms import BoundField, widgets
from django.forms.renderers import TemplatesSetting

# Looked up along the widget's ancestry, so that a widget derived from one of these looks like it.
CLASS_OF: dict[type[widgets.Widget], str] = {
    widgets.Textarea: "govuk-textarea",
    widgets.RadioSelect: "govuk-radios",
    widgets.CheckboxSelectMultiple: "govuk-checkboxes",
    widgets.CheckboxInput: "govuk-checkboxes__input",
    widgets.FileInput: "govuk-file-upload",
    widgets.Select: "govuk-select",
    widgets.Input: "govuk-input",
}


def class_of(widget: widgets.Widget) -> str:
    """The style class of a control, empty for hidden ones and for groups of several controls."""
    if widget.is_hidden:
        return ""
    for ancestor in type(widget).__mro__:
        if ancestor in CLASS_OF:
            return CLASS_OF[ancestor]
    return ""


class HouseBoundField(BoundField):
    """A field on a form, with the classes and marks that our templates expect."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: widgets.Widget | None = None
    ) -> dict[str, Any]:
        """Django's attributes plus style classes; `required` stays out, the server answers in our own words."""
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        attrs.pop("required", None)
        if self.use_fieldset:
            attrs.pop("aria-invalid", None)  # the group's error is announced by its fieldset
        if isinstance(widget, widgets.MultiWidget):
            for part in widget.widgets:
                part.attrs["class"] = self._classes(part, part.attrs.get("class", ""))
                part.attrs.pop("required", None)
            return attrs
        if classes := self._classes(widget, widget.attrs.get("class", "")):
            attrs["class"] = classes
        return attrs

    def _classes(self, widget: widgets.Widget, given: str) -> str:
        kind = class_of(widget)
        classes = [kind] if kind else []
        if kind in {"govuk-input", "govuk-textarea", "govuk-select", "govuk-file-upload"}:
            if self.errors:
                classes.append(f"{kind}--error")
            if self.is_narrow:
                classes.append("govuk-input--width-10")
        classes.extend(name for name in given.split() if name not in classes)
        return " ".join(classes)

    @property
    def first_control(self) -> str:
        """The id an error links to: of a group, its first radio, box or part."""
        widget = self.field.widget
        if isinstance(widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple):
            offered = (option for option in self.subwidgets if option.data["value"] not in ("", None))
            return next((option.id_for_label for option in offered), "")
        return self.id_for_label or f"{self.auto_id}_0"

    @property
    def is_narrow(self) -> bool:
        """Whether the control is short: said by the author, or a number or date by nature."""
        short = isinstance(self.field.widget, widgets.NumberInput | widgets.DateInput | widgets.TimeInput)
        return bool(getattr(self.field, "narrow", short))

    @property
    def is_single_checkbox(self) -> bool:
        """One box with its own label, such as "I have read this aloud"."""
        return isinstance(self.field.widget, widgets.CheckboxInput)

    @property
    def is_long_choice(self) -> bool:
        """A list to choose several of, which the page turns into a box to filter and pick from."""
        return isinstance(self.field.widget, widgets.SelectMultiple)

    @property
    def show_when(self) -> str:
        """The condition under which the question is asked, empty for always."""
        return str(getattr(self.field, "show_when", ""))

    @property
    def mark(self) -> str:
        """`required` or `optional`, whichever is the exception on this form, so that few labels carry a mark."""
        visible = self.form.visible_fields()
        required = sum(1 for other in visible if other.field.required)
        if required in {0, len(visible)}:
            return ""
        exception = "required" if required * 2 <= len(visible) else "optional"
        return exception if self.field.required == (exception == "required") else ""


class HouseRenderer(TemplatesSetting):
    """The project's templates draw forms, fields, widgets and errors."""

    form_template_name = "django/forms/house.html"
    field_template_name = "django/forms/field.html"
    bound_field_class = HouseBoundField
