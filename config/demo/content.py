"""Home, news and help pages in both languages, and the pictures that stand for what students upload."""

from datetime import timedelta
from html import escape
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image, ImageDraw
from wagtail.models import Locale, Page, Site

from cms.models import HelpIndexPage, HelpPage, HomePage, NewsIndexPage, NewsPage
from config.demo.data import tree
from config.demo.weeks import ARTIFACTS

INDEXES = {"news": ("新闻", "News", NewsIndexPage), "help": ("帮助", "Help", HelpIndexPage)}


def build(world):
    written = tree("content")
    zh, en = (Locale.objects.get_or_create(language_code=code)[0] for code in ("zh-hans", "en"))
    home = HomePage(locale=zh, slug="home-zh", **written["home"]["zh"])
    open_site(home)
    translate(home, en, **written["home"]["en"])
    for slug, (title, title_en, model) in INDEXES.items():
        index = model(locale=zh, slug=slug, title=title, show_in_menus=True)
        home.add_child(instance=index)
        translate(index, en, title=title_en)
        for row in written[slug]:
            page = news(world, row) if slug == "news" else guide(row)
            page.locale = zh
            index.add_child(instance=page)
            translate(page, en, title=row["en"]["title"], lead=lead(row["en"]), body=body(row["en"]))
    draw_artifacts()


def open_site(home):
    """Make `home` the root of the site, in place of the page that a new Wagtail has."""
    root = Page.get_first_root_node()
    root.add_child(instance=home)
    Site.objects.update(root_page=home)
    for page in root.get_children().exclude(pk=home.pk):
        page.delete()


def translate(page, locale, **fields):
    other = page.copy_for_translation(locale)
    for name, value in fields.items():
        setattr(other, name, value)
    other.live, other.first_published_at = True, timezone.now()
    other.save()


def news(world, row):
    return NewsPage(
        slug=row["slug"],
        title=row["zh"]["title"],
        lead=lead(row["zh"]),
        body=body(row["zh"]),
        published_on=world.today - timedelta(days=row["days_ago"]),
    )


def guide(row):
    return HelpPage(slug=row["slug"], title=row["zh"]["title"], lead=lead(row["zh"]), body=body(row["zh"]))


def lead(text):
    return text.get("summary") or text["sections"][0]["text"]


def body(text):
    if "body" in text:
        return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in text["body"])
    return "".join(f"<h2>{escape(row['heading'])}</h2><p>{escape(row['text'])}</p>" for row in text["sections"])


def draw_artifacts():
    """Draw a filled form for each artifact, unless an earlier demo has left it."""
    for number, (name, _) in enumerate(ARTIFACTS):
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(picture(number)))


def picture(number):
    """A sheet of a form, 800 × 600, as PNG bytes: lines, ticks and a stamp in the colour of its number."""
    colour = ("#2f6f8f", "#7a5c2e", "#3c7a4a", "#8a3b4d", "#54508f", "#6a6a2a")[number % 6]
    image = Image.new("RGB", (800, 600), "#f7f5ef")
    pen = ImageDraw.Draw(image)
    pen.rectangle((40, 40, 760, 100), fill=colour)
    for row in range(8):
        y = 130 + 52 * row
        pen.line((40, y, 760, y), fill="#b8b3a5", width=2)
        pen.line((60, y + 28, 180 + (row * 97 + number * 41) % 300, y + 28), fill="#5a5a5a", width=6)
        pen.line((600, y + 26, 618, y + 40), fill=colour, width=6)
        pen.line((618, y + 40, 650, y + 12), fill=colour, width=6)
    pen.ellipse((620, 470, 740, 580), outline="#b23a3a", width=6)
    buffer = BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
