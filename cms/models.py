"""Editorial pages: what colleges and visitors read. Marketplace rows are shown, never kept, here."""

from django.core.paginator import Paginator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.documents.models import AbstractDocument, Document
from wagtail.fields import RichTextField
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import Page

from recruitment.models import Position

NEWEST = 6


class CmsImage(AbstractImage):
    admin_form_fields = Image.admin_form_fields

    @property
    def default_alt_text(self):
        return self.description or self.title


class CmsRendition(AbstractRendition):
    image = models.ForeignKey(CmsImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_spec")
        ]


class CmsDocument(AbstractDocument):
    admin_form_fields = Document.admin_form_fields


class HomePage(Page):
    lead = models.TextField(_("lead"), blank=True)
    body = RichTextField(_("body"), blank=True, features=["h2", "h3", "bold", "ol", "ul", "link"])

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.NewsIndexPage", "cms.HelpIndexPage"]

    def get_context(self, request, *args, **kwargs):
        """The newest positions and news beside the words of the page."""
        context = super().get_context(request, *args, **kwargs)
        context["positions"] = Position.objects.published().select_related("enterprise")[:NEWEST]
        context["news"] = NewsPage.objects.live().descendant_of(self).order_by("-published_on", "-pk")[:3]
        return context


class NewsIndexPage(Page):
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NewsPage"]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.live().child_of(self).order_by("-published_on", "-pk")
        context["news"] = Paginator(news, 10).get_page(request.GET.get("page"))
        return context


class NewsPage(Page):
    published_on = models.DateField(_("published on"))
    lead = models.TextField(_("lead"), blank=True)
    body = RichTextField(_("body"), features=["h2", "h3", "bold", "ol", "ul", "link"])

    content_panels = [*Page.content_panels, FieldPanel("published_on"), FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["cms.NewsIndexPage"]
    subpage_types = []


class HelpIndexPage(Page):
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.HelpPage"]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["help_pages"] = HelpPage.objects.live().child_of(self).order_by("path")
        return context


class HelpPage(Page):
    lead = models.TextField(_("lead"), blank=True)
    body = RichTextField(_("body"), features=["h2", "h3", "bold", "ol", "ul", "link"])

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["cms.HelpIndexPage"]
    subpage_types = []
