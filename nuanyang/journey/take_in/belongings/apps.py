from django.apps import AppConfig


class BelongingsConfig(AppConfig):
    name = "nuanyang.journey.take_in.belongings"
    label = "belongings"

    def ready(self) -> None:
        from nuanyang.journey.take_in.belongings import papers  # noqa: F401  declares the receipt
