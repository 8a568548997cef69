from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("pages")

    def ready(self):
        from cms import documents, receivers  # noqa: F401
        from search import registry

        registry.register("page", build=documents.build, all_ids=documents.all_ids)
