from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "nuanyang.journey.follow_up.visits"
    label = "visits"
