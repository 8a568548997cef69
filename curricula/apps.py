from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CurriculaConfig(AppConfig):
    name = "curricula"
    verbose_name = _("curricula")

    def ready(self):
        from curricula import documents, link_pages, notifications, panels, policy  # noqa: F401
        from curricula.models import Ballot, Proposal
        from marketplace import todo

        todo.register(Proposal, title=str, facts=("title",))
        todo.register(Ballot, title=str, facts=("proposal__title",))
