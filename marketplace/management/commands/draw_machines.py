from django.apps import apps
from django.core.management.base import BaseCommand
from django.utils import translation

from marketplace.models import Stateful


class Command(BaseCommand):
    help = "Print the state machines as Mermaid diagrams; name models (app.Model) to see only some."

    def add_arguments(self, parser):
        parser.add_argument("models", nargs="*")

    def handle(self, models, **options):
        machines = [model for model in apps.get_models() if issubclass(model, Stateful)]
        with translation.override("en"):
            for model in machines:
                if not models or model._meta.label in models:
                    self.stdout.write(f"### {model._meta.label}\n\n```mermaid\n{diagram(model)}\n```\n")


def diagram(model):
    """One line for the first state, one for each way a move may take; ⏰ is the clock, ✎ wants a reason."""
    lines = ["stateDiagram-v2", f"  [*] --> {model._meta.get_field('state').default}"]
    for action, move in model.MOVES.items():
        sign = " ⏰" * move.by_clock + " ✎" * move.needs_reason
        lines += [f"  {source} --> {move.target}: {action}{sign}" for source in sorted(move.sources)]
    return "\n".join(lines)
