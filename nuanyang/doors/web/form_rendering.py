"""``FORM_RENDERER``: ``{{ form }}`` and ``{{ field.as_field_group }}`` in the markup of the design system.

Widgets keep Django's own templates; only form, formset and field are ours.
"""

from __future__ import annotations

from typing import Any

from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.template.loader import get_template


class DesignSystemRenderer(BaseRenderer):
    form_template_name = "components/form_fields.html"
    formset_template_name = "components/formset.html"
    field_template_name = "components/field.html"

    def __init__(self) -> None:
        self.widgets = DjangoTemplates()

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith("django/forms/"):
            return self.widgets.get_template(template_name)
        return get_template(template_name)
