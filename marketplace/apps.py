from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MarketplaceConfig(AppConfig):
    name = "marketplace"
    verbose_name = _("marketplace")

    def ready(self):
        from marketplace import menu, notifications, policy, receivers, signals, todo  # noqa: F401
        from marketplace.models import Enterprise, LawRelease

        signals.moved.connect(receivers.announce_todo, dispatch_uid="announce_todo")
        todo.register(Enterprise, title=str)
        todo.register(LawRelease, title=str)
