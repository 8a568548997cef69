"""Histories in bulk: the rows that `transitions.begin`, `transitions.perform` and `policy.sync` write one by one."""

import secrets
from collections import defaultdict
from itertools import count

from django.contrib.contenttypes.models import ContentType

from config.demo.rows import insert
from marketplace import chain, policy, transitions
from marketplace.models import TransitionLog


class Ledger:
    """The moves of objects that are not saved yet; `write` saves objects, logs and grants of one model.

    Who moves is saved before. The `data` of a move may be filled in until the logs are written.
    """

    def __init__(self):
        self._steps = defaultdict(list)
        self._order = count()

    def begin(self, obj, *, by, at, **extra):
        """The birth of `obj` in the state that it has now."""
        self._enter(obj, obj.state, at, extra.pop("due_at", None))
        self._note(obj, "create", "", by, at, extra)

    def move(self, obj, action, *, by, at, **extra):
        """Move `obj` as `transitions.perform` does, but for asking whether `by` may (a test asks afterwards)."""
        move, source = obj.MOVES[action], obj.state
        if source not in move.sources:
            raise ValueError(f"{type(obj).__name__}: no {action} in {source}")
        if move.needs_reason and not extra.get("reason"):
            raise ValueError(f"{type(obj).__name__}: {action} wants a reason")
        self._enter(obj, move.target, at, extra.pop("due_at", None))
        self._note(obj, action, source, by, at, extra)

    def write(self, objects):
        """Save `objects` (of one model) with their grants and everything that happened to them."""
        self.save(objects)
        self.tell(objects)

    def save(self, objects):
        """Save `objects` with their grants, but not yet what happened: its data may need their keys."""
        if objects:
            insert(objects)
            if type(objects[0]) in policy.rules():
                grant(objects)

    def tell(self, objects):
        """Save what happened to `objects`, in the order in which it happened."""
        if not objects:
            return
        content_type = ContentType.objects.get_for_model(type(objects[0]))
        rows = [row for obj in objects for row in self._chain(obj, content_type)]
        rows.sort(key=lambda row: row.at)
        insert(rows)

    def _enter(self, obj, state, at, due_at):
        obj.state, obj.state_at = state, at
        obj.due_at = due_at or transitions.due(obj, state, at)

    def _note(self, obj, action, source, by, at, extra):
        via = extra.pop("via", TransitionLog.Via.ACCOUNT if by or action == "create" else TransitionLog.Via.CLOCK)
        self._steps[id(obj)].append(
            TransitionLog(
                action=action,
                source=source,
                target=obj.state,
                by_id=by and by.pk,
                via=via,
                at=at,
                reason=extra.pop("reason", ""),
                data=extra.pop("data", {}),
                salt=secrets.token_hex(16),
                **extra,
            )
        )

    def _chain(self, obj, content_type):
        before = ""
        for seq, row in enumerate(self._steps.pop(id(obj), ()), 1):
            row.content_type_id, row.object_id, row.seq, row.previous_hash = content_type.pk, obj.pk, seq, before
            before = row.hash = chain.digest(row)
            yield row


def grant(objects):
    """Give the holders of new `objects` (of one model) what its policy says."""
    model = type(objects[0])
    ids = policy.permission_ids(model)
    wanted = [(obj, sorted(policy.wanted(obj), key=str)) for obj in objects]
    for holder_model, grant_model in policy.grant_models(model):
        holder_id = f"{holder_model._meta.model_name}_id"
        insert(
            grant_model(content_object_id=obj.pk, permission_id=ids[codename], **{holder_id: holder})
            for obj, grants in wanted
            for found, holder, codename in grants
            if found is holder_model
        )
