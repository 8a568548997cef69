"""A move changes to-do lists: tell the pages of everyone who waited or is now awaited."""

from marketplace import policy, realtime


def announce_todo(sender, obj, source, target, **kwargs):
    codenames = {
        move.codename
        for move in obj.MOVES.values()
        if move.awaited and (source in move.sources or target in move.sources)
    }
    if codenames:
        realtime.announce(policy.holder_keys(obj, *codenames), "todo")
