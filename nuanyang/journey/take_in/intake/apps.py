from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "nuanyang.journey.take_in.intake"
    label = "intake"

    def ready(self) -> None:
        from nuanyang.foundation.rulebook.uses import uses
        from nuanyang.journey.take_in.intake import operations, papers  # noqa: F401  declares the papers
        from nuanyang.journey.take_in.intake.choices import BRANCH_RULE, NEXT_STEP
        from nuanyang.journey.take_in.stays.operations import moves_with_stay

        moves_with_stay.append(operations.move_with_stay)
        for check, rule_id in BRANCH_RULE.items():
            uses(rule_id, NEXT_STEP[check])
