from importlib import import_module

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "nuanyang.journey.follow_up.visits"
    label = "visits"

    def ready(self) -> None:
        from nuanyang.foundation.deadlines.facts import register_facts_provider
        from nuanyang.journey.follow_up.visits import deadline_facts, moving
        from nuanyang.journey.take_in.stays.operations import moves_with_stay

        register_facts_provider(deadline_facts.ROOT, deadline_facts.facts_of, deadline_facts.active_ids)
        moves_with_stay.append(moving.move_with_stay)
        # The last stage is loaded: now the hand-overs between the stages can be. By name, as Django
        # loads its URLs: no stage knows what follows from its events.
        import_module("nuanyang.journey.handoffs")
