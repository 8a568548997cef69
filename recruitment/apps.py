from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecruitmentConfig(AppConfig):
    name = "recruitment"
    verbose_name = _("recruitment")

    def ready(self):
        from marketplace import signals, todo
        from marketplace.models import Enterprise
        from recruitment import documents, notifications, panels, policy, receivers  # noqa: F401
        from recruitment.models import Application

        todo.register(Application, title=str, related=("position", "student__user"))
        signals.moved.connect(receivers.index_enterprise, sender=Enterprise, dispatch_uid="index_enterprise")
