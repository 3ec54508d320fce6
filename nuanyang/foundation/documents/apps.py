from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "nuanyang.foundation.documents"
    label = "documents"
