"""How our services make a move: a second click finds the first one's effect instead of an error."""

from django.core.exceptions import ValidationError

from marketplace import chain, transitions


def move(obj, action, *, by, **kwargs):
    """Take `action` on `obj`; return whether this call moved it.

    The same person's same action just before (a double click) counts as
    done: False. Raises what `transitions.perform` raises otherwise.
    """
    try:
        transitions.perform(obj, action, by=by, **kwargs)
    except ValidationError as error:
        if error.code != "wrong_state" or not _was_just_done(obj, action, by):
            raise
        obj.refresh_from_db(fields=["state", "state_at", "due_at", *kwargs.get("also", ())])
        return False
    return True


def _was_just_done(obj, action, by):
    last = chain.rows(obj).order_by("-seq").first()
    return bool(last and by and last.action == action and last.by_id == by.pk)
