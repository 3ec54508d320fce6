from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "nuanyang.foundation.rulebook"
    label = "rulebook"
