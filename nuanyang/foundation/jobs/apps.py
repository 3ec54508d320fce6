from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "nuanyang.foundation.jobs"
    label = "jobs"
