"""Somebody of every role looks around: which pages end in an error."""

import re

from faults.browser import Browser

LINK = re.compile(r'href="(/[^"#]*)"')
NOT_FOLLOWED = ("/static/", "/media/", "/accounts/logout", "/demo/", "/language")
PAGES_OF_A_ROLE = 30


def broken_pages(site):
    """How many pages somebody of each role came to from the home page, and those that were answered with 5xx."""
    count, broken = 0, []
    for role, session in site.call("roles").items():
        browser, seen, coming = Browser(site.port, session, timeout=60), set(), ["/home/"]
        while coming and len(seen) < PAGES_OF_A_ROLE:
            path = coming.pop(0)
            if _kind(path) in seen:
                continue
            seen.add(_kind(path))
            try:
                answer = browser.get(path)
            except OSError as error:
                broken.append(f"{role} got {type(error).__name__} at {path}")
                continue
            if answer.status >= 500:
                broken.append(f"{role} got {answer.status} at {path}")
            coming += [link for link in LINK.findall(answer.text) if not link.startswith(NOT_FOLLOWED)]
        count += len(seen)
    return count, broken


def _kind(path):
    """Pages that differ only in numbers are one."""
    return re.sub(r"\d+", "0", path.split("?")[0])
