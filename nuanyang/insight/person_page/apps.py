from django.apps import AppConfig


class PersonPageConfig(AppConfig):
    name = "nuanyang.insight.person_page"
    label = "person_page"
