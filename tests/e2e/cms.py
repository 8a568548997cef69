"""Editorial pages, as few as there are kinds of them."""

from django.utils import timezone
from wagtail.models import Locale, Page, Site

from cms.models import HelpIndexPage, HelpPage, HomePage, NewsIndexPage, NewsPage

BODY = "<h2>怎样申请</h2><p>先写简历,再找岗位。</p>"


def built():
    """A site with one page of each kind; their addresses."""
    for language in ("zh-hans", "en"):
        Locale.objects.get_or_create(language_code=language)
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    home = root.add_child(instance=HomePage(title="产教桥", slug="e2e", lead="学校与企业,同一套技能词汇。", body=BODY))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    news = home.add_child(instance=NewsIndexPage(title="新闻", slug="news"))
    guides = home.add_child(instance=HelpIndexPage(title="帮助", slug="help"))
    day = timezone.localdate()
    story = news.add_child(instance=NewsPage(title="校企座谈会", slug="talk", published_on=day, lead="座谈", body=BODY))
    guide = guides.add_child(instance=HelpPage(title="怎样申请岗位", slug="apply", body=BODY))
    return [page.get_url() for page in (home, news, guides, story, guide)]
