"""Migrate as the owner, load reference data, bring the database's guards into line."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any
from urllib.parse import unquote, urlparse

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from nuanyang.foundation.scope import guards

#: Public reference data each app loads after a migration: functions without arguments.
REFERENCE_DATA = (
    ("nuanyang.foundation.access.reference", "load_roles"),
    ("nuanyang.foundation.regions.reference", "load_regions"),
)


class Command(BaseCommand):
    help = "Runs as the owner: migrate, reference data, then policies, grants and triggers."
    requires_system_checks = ()  # URLs and forms are not needed here; ``nuan check`` looks at them

    def handle(self, *args: Any, **options: Any) -> None:
        app_role = unquote(urlparse(settings.APPLICATION_DATABASE_URL).username or "")
        if not app_role or connection.settings_dict["USER"] == app_role:
            raise CommandError("prepare_database runs as the owner: NUANYANG_DB_ROLE=owner")
        call_command("migrate", interactive=False, skip_checks=True, verbosity=options["verbosity"])
        for module, function in REFERENCE_DATA:
            if find_spec(module) and self._has_tables(module):
                getattr(import_module(module), function)()
        count = guards.apply(app_role=app_role)
        if options["verbosity"]:
            self.stdout.write(f"row-level security on {count} tables for {app_role}")

    @staticmethod
    def _has_tables(module: str) -> bool:
        config = apps.get_containing_app_config(module)
        tables = set(connection.introspection.table_names())
        return config is not None and all(m._meta.db_table in tables for m in config.get_models())
