from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InternshipsConfig(AppConfig):
    name = "internships"
    verbose_name = _("internships")

    def ready(self):
        from internships import home, law, link_pages, notifications, policy, receivers, waiting  # noqa: F401
        from recruitment import interns

        waiting.register()
        interns.register(law.interns)
