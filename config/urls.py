"""Every address. What people bookmark is short; Wagtail answers the rest."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.utils.module_loading import import_string
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from config import offline
from marketplace.views.me import language_set

demo = [path("demo/", include("config.demo.urls"))] if settings.DEMO else []
gallery = [path("gallery/", import_string("config.gallery.gallery"))] if settings.DEBUG else []

urlpatterns = [
    *demo,
    *gallery,
    path("accounts/", include("allauth.urls")),
    path("offline/", offline.offline, name="offline"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("i18n/setlang/", language_set, name="set_language"),
    path("operator/", admin.site.urls),
    path("cms-admin/", include(wagtailadmin_urls)),
    path("", include("marketplace.urls")),
    path("", include("internships.urls")),
    path("", include("curricula.urls")),
    path("", include("recruitment.urls")),
    path("", include("cms.urls")),
    path("matching/", include("matching.urls")),
    path("", include(wagtail_urls)),
]

handler500 = "config.errors.server_error"
