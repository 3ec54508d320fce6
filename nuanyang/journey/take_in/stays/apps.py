from django.apps import AppConfig


class StaysConfig(AppConfig):
    name = "nuanyang.journey.take_in.stays"
    label = "stays"

    def ready(self) -> None:
        from nuanyang.foundation.deadlines.facts import register_facts_provider
        from nuanyang.journey.take_in.stays import consequences, deadline_facts  # noqa: F401  registers

        register_facts_provider(deadline_facts.ROOT, deadline_facts.facts_of, deadline_facts.active_ids)
