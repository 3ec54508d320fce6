"""Start-up checks: no model without a scope, no root without viewer keys."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

from nuanyang.foundation.scope.records import is_ours, scope_of


@register()
def every_model_declares_its_scope(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Errors nuanyang.E001–E003 for models that forget their scope or half-declare it."""
    problems: list[CheckMessage] = []
    for model in apps.get_models():
        if not is_ours(model) or model._meta.proxy:
            continue
        scope = scope_of(model)
        if scope is None:
            problems.append(
                Error(
                    f"{model.__name__} does not declare who may see its rows",
                    hint="set scope = Scope.root() / via(…) / org(…) / public(…) / system(…)",
                    obj=model,
                    id="nuanyang.E001",
                )
            )
            continue
        names = {f.name for f in model._meta.get_fields()}
        if scope.kind == "root" and "viewer_keys" not in names:
            problems.append(
                Error(f"{model.__name__} is a root without viewer_keys", obj=model, id="nuanyang.E002")
            )
        missing = [f for f in scope.fields if f not in names]
        if missing:
            problems.append(
                Error(
                    f"{model.__name__}: scope names unknown fields {missing}",
                    obj=model,
                    id="nuanyang.E003",
                )
            )
    return problems
