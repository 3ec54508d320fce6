"""Tags and filters of the design system: ``{% load ui %}``.

Components are declared in ``nuanyang.doors.web.components``; each has one template in
``templates/components``. ``{% ui %}`` shows one, ``{% component %}`` wraps content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from nuanyang.doors.web import form_fields, markup, moments, qr_code
from nuanyang.doors.web.components import COMPONENTS, Component, ComponentError

register = template.Library()

# What a component may see of the page around it; everything else is passed by name.
CARRIED = ("csrf_token", "request", "shell", "LANGUAGE_CODE")


class SlotNode(Node):
    """Named content for the component around it; shows nothing where it stands."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        return SafeString("")


class ComponentNode(Node):
    child_nodelists = ("nodelist",)

    def __init__(
        self,
        component: Component,
        arguments: Mapping[str, FilterExpression],
        nodelist: NodeList | None = None,
    ) -> None:
        self.component = component
        self.arguments = dict(arguments)
        self.nodelist = nodelist if nodelist is not None else NodeList()
        self.slots = {node.name: node for node in self.nodelist if isinstance(node, SlotNode)}

    def render(self, context: Context) -> SafeString:
        given = {name: value.resolve(context) for name, value in self.arguments.items()}
        values = self.component.values(given)
        values["body"] = mark_safe(self.nodelist.render(context).strip())
        for name in self.component.slots:
            slot = self.slots.get(name)
            values[name] = mark_safe(slot.nodelist.render(context).strip()) if slot else ""
        for name in CARRIED:
            if name in context:
                values[name] = context[name]
        engine = context.template.engine  # type: ignore[union-attr]
        rendered: SafeString = engine.get_template(self.component.template_name).render(context.new(values))
        return rendered


def _arguments(parser: Parser, token: Token) -> tuple[Component, dict[str, FilterExpression]]:
    tag, *bits = token.split_contents()
    if not bits or bits[0][0] not in "\"'":
        raise template.TemplateSyntaxError(f"{{% {tag} %}} needs the component's name in quotes first")
    name = bits[0].strip("\"'")
    if name not in COMPONENTS:
        raise template.TemplateSyntaxError(f"no component {name!r}; there are {', '.join(sorted(COMPONENTS))}")
    component = COMPONENTS[name]
    arguments: dict[str, FilterExpression] = {}
    for bit in bits[1:]:
        key, equals, expression = bit.partition("=")
        if not equals:
            raise template.TemplateSyntaxError(f"{name}: write {bit!r} as name=value")
        arguments[key] = parser.compile_filter(expression)
    try:
        component.check(arguments)
    except ComponentError as error:
        raise template.TemplateSyntaxError(str(error)) from error
    return component, arguments


@register.tag("ui")
def do_ui(parser: Parser, token: Token) -> ComponentNode:
    """``{% ui "chip" label=_("身份未明") tone="risk" %}``: a component without content."""
    return ComponentNode(*_arguments(parser, token))


@register.tag("component")
def do_component(parser: Parser, token: Token) -> ComponentNode:
    """``{% component "card" title=… %} … {% slot "actions" %} … {% endslot %}{% endcomponent %}``"""
    component, arguments = _arguments(parser, token)
    nodelist = parser.parse(("endcomponent",))
    parser.delete_first_token()
    node = ComponentNode(component, arguments, nodelist)
    unknown = set(node.slots) - set(component.slots)
    if unknown:
        raise template.TemplateSyntaxError(
            f"{component.name} has no slot {', '.join(sorted(unknown))}; it has {', '.join(component.slots) or 'none'}"
        )
    return node


@register.tag("slot")
def do_slot(parser: Parser, token: Token) -> SlotNode:
    bits = token.split_contents()
    if len(bits) != 2:
        raise template.TemplateSyntaxError("{% slot %} takes one name")
    nodelist = parser.parse(("endslot",))
    parser.delete_first_token()
    return SlotNode(bits[1].strip("\"'"), nodelist)


class FilledNode(Node):
    """An element around a block, only where the block has content."""

    def __init__(self, element: str, css_class: str, nodelist: NodeList) -> None:
        self.element, self.css_class, self.nodelist = element, css_class, nodelist

    def render(self, context: Context) -> SafeString:
        content = self.nodelist.render(context).strip()
        if not content:
            return SafeString("")
        opening = (
            format_html('<{} class="{}">', self.element, self.css_class) if self.css_class else f"<{self.element}>"
        )
        return mark_safe(f"{opening}{content}</{self.element}>")


@register.tag("filled")
def do_filled(parser: Parser, token: Token) -> FilledNode:
    """``{% filled "aside" class="x" %}{% block aside %}{% endblock %}{% endfilled %}``"""
    bits = token.split_contents()
    element = bits[1].strip("\"'")
    css_class = bits[2].partition("=")[2].strip("\"'") if len(bits) > 2 else ""
    nodelist = parser.parse(("endfilled",))
    parser.delete_first_token()
    return FilledNode(element, css_class, nodelist)


register.simple_tag(markup.icon, name="icon")
register.simple_tag(markup.chip, name="chip")
register.simple_tag(markup.chips, name="chips")
register.simple_tag(markup.clock, name="clock")
register.simple_tag(markup.table_rows, name="table_rows")


@register.inclusion_tag("components/field.html", takes_context=True)
def field(context: Context, bound: BoundField, layout: str = "") -> dict[str, Any]:
    """One form field with label, hint, control and error: ``{% field form.name %}``.

    layout: "" (label on the left, on top on a phone) or "stacked" (label always on top).
    """
    return {"field": bound, "layout": layout}


@register.filter
def field_view(bound: BoundField) -> form_fields.FieldView:
    """What the field template needs to know beyond Django's bound field."""
    return form_fields.view(bound)


@register.filter
def first_screen(form: Any) -> form_fields.Screens:
    """The form's visible fields in two parts: asked now, asked when needed."""
    return form_fields.screens(form)


@register.filter
def error_entries(form: Any) -> list[form_fields.ErrorEntry]:
    """All errors of a form (or list of forms) with the id of the control they belong to."""
    return form_fields.error_entries(form)


@register.filter
def told_refusals(form: Any) -> list[form_fields.ToldRefusal]:
    """Why an operation refused what the form asked for, with the control each is about."""
    return form_fields.told_refusals(form)


@register.filter
def short_when(at: datetime | None, now: datetime | None = None) -> str:
    """今天 22:47 · 昨天 15:10 · 11-09 · 2025-11-09, in the current time zone."""
    return moments.short_when(at, now) if at else ""


@register.filter
def phone_items(shell: Any) -> list[Any]:
    """Four navigation items for the bottom bar: those marked ``phone``, else the first four."""
    items = [item for group in _get(shell, "nav") or [] for item in _get(group, "items") or []]
    marked = [item for item in items if _get(item, "phone")]
    return (marked or items)[:4]


@register.simple_tag
def qr(text: str, size: int = 96) -> SafeString:
    """The text as a QR code: inline svg, black on white, for paper."""
    return qr_code.svg(text, size)


def _get(thing: Any, name: str) -> Any:
    if isinstance(thing, Mapping):
        return thing.get(name)
    value = getattr(thing, name, None)
    return None if callable(value) and not isinstance(value, Iterable) else value
