"""Addresses of the rows of a list: what Django looks up once for each row is looked up once for the list."""

from django.urls import reverse


def path_to(name, *more):
    """A function from a key to the address of the page `name`, which takes this key and then `more`."""
    before, after = reverse(name, args=[0, *more]).rsplit("/0/", 1)
    return lambda pk: f"{before}/{pk}/{after}"
