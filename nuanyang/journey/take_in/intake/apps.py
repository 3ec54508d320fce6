from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "nuanyang.journey.take_in.intake"
    label = "intake"
