from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "nuanyang.foundation.audit"
    label = "audit"
