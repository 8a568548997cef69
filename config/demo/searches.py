"""What people searched for in the last weeks, with some words that the vocabulary does not know."""

from datetime import timedelta

from config.demo.data import tree
from marketplace.models import SearchQuery


def build(world):
    """Counts of searches on days before today, as the web processes would have written them."""
    SearchQuery.objects.bulk_create(
        SearchQuery(
            day=world.today - timedelta(days=days_ago), language="zh-hans",
            place=place, words=words, asked=asked, empty=empty,
        )
        for place, words, asked, empty, days in tree("searches")
        for days_ago in days
    )  # fmt: skip
