"""The hash chain of one object's transition log, and its check."""

import hashlib
import json
import secrets

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from marketplace.compiled import compiled
from marketplace.models import TransitionLog


def rows(obj):
    return TransitionLog.objects.filter(content_type=ContentType.objects.get_for_model(obj), object_id=obj.pk)


@compiled
def _heads(content_type, object_id):
    chain = TransitionLog.objects.filter(content_type=content_type, object_id=object_id)
    return chain.order_by("-seq").values_list("seq", "hash")[:1]


def append(obj, *, action, source, target, by, via, reason="", data=None, at=None, is_first=False):
    """Add one row to the chain of `obj`; the caller holds the lock of `obj`, or has just made it (`is_first`)."""
    kind = ContentType.objects.get_for_model(obj)
    seq, previous = (0, "") if is_first else _heads.first(kind.pk, obj.pk) or (0, "")
    log = TransitionLog(
        content_type=kind,
        object_id=obj.pk,
        seq=seq + 1,
        action=action,
        source=source,
        target=target,
        by=by,
        via=via,
        at=at or timezone.now(),
        reason=reason,
        salt=secrets.token_hex(16),
        data=data or {},
        previous_hash=previous,
    )
    log.hash = digest(log)
    log.save(force_insert=True)
    return log


def digest(log):
    """SHA-256 over the previous hash and the row. The words of a reason enter as a salted hash."""
    content = {
        "object": [log.content_type_id, log.object_id],
        "seq": log.seq,
        "move": [log.action, log.source, log.target],
        "by": log.by_id,
        "via": str(log.via),
        "at": log.at.astimezone(timezone.get_default_timezone()).isoformat(),
        "reason": hashlib.sha256((log.salt + log.reason).encode()).hexdigest(),
        "data": log.data,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256((log.previous_hash + text).encode()).hexdigest()
