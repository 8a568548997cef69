from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    name = "matching"
    verbose_name = _("matching")

    def ready(self):
        from marketplace import todo
        from matching import notifications, panels, policy, receivers  # noqa: F401
        from matching.models import Invitation
        from matching.outcomes import menu as outcomes  # noqa: F401
        from matching.rounds import menu, news  # noqa: F401

        news.register()
        todo.register(
            Invitation, title=notifications.invited_to, path=notifications.path_of, facts=notifications.INVITATION_FACTS
        )
