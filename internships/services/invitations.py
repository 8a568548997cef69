"""Whose turn it is hears of it: people with an account by notice, people without one by their own link."""

from marketplace import links, policy


def invite(obj, codename, actions, *, by):
    """Send everyone who holds `codename` on `obj` and has no account a link to take `actions`."""
    for holder in policy.holders(obj, codename):
        if not holder.has_usable_password():
            links.issue(obj, actions, holder, by=by)
