from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "nuanyang.journey.take_in.ledger"
    label = "ledger"
