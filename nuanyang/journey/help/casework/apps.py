from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "nuanyang.journey.help.casework"
    label = "casework"

    def ready(self) -> None:
        from nuanyang.foundation.deadlines.facts import register_facts_provider
        from nuanyang.journey.help.casework import deadline_facts

        register_facts_provider(deadline_facts.ROOT, deadline_facts.facts_of, deadline_facts.active_ids)
