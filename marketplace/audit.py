"""The proof that nobody changed the past: a chain of hashes per object, and signed roots over all chains."""

import hashlib

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import connection, transaction

from marketplace import chain
from marketplace.models import AuditRoot, TransitionLog


@transaction.atomic
def sign_root():
    """Sign a digest over every row since the root before, and so over all heads. Returns the `AuditRoot`."""
    _wait_for_writers()
    before = AuditRoot.objects.order_by("-pk").first()
    last = TransitionLog.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    digest, chains = _digest(before, last)
    signature = _signer().sign(_statement(last, chains, digest, before))
    return AuditRoot.objects.create(last_id=last, chains=chains, digest=digest, signature=signature)


def _wait_for_writers():
    """No row up to the newest may appear later. (On SQLite this transaction is the only writer as it is.)"""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '3s'")
            cursor.execute(f"LOCK TABLE {TransitionLog._meta.db_table} IN SHARE MODE")


def findings(machines=()):
    """Yield a sentence for each thing that is not as it was written: changed, removed, swapped or unsigned.

    `machines` are the models whose objects must each have a chain that ends in their state.
    """
    previous = None
    for row in TransitionLog.objects.order_by("content_type_id", "object_id", "seq").iterator(chunk_size=5000):
        follows = previous and (previous.content_type_id, previous.object_id) == (row.content_type_id, row.object_id)
        yield from _row_findings(row, previous if follows else None)
        previous = row
    for model in machines:
        yield from _state_findings(model)
    yield from _root_findings()


def _row_findings(row, before):
    if row.seq != (before.seq + 1 if before else 1):
        yield f"{row}: a row before it is missing"
    if row.previous_hash != (before.hash if before else ""):
        yield f"{row}: does not follow the row before it"
    if row.hash != chain.digest(row):
        yield f"{row}: was changed"


def _state_findings(model):
    ends = {}
    rows = TransitionLog.objects.filter(
        content_type__app_label=model._meta.app_label, content_type__model=model._meta.model_name
    )
    for object_id, target in rows.order_by("object_id", "seq").values_list("object_id", "target"):
        ends[object_id] = target
    for pk, state in model._base_manager.values_list("pk", "state").order_by("pk").iterator():
        if pk not in ends:
            yield f"{model._meta.label} {pk}: has no log"
        elif ends[pk] != state:
            yield f"{model._meta.label} {pk}: is {state}, its log ends in {ends[pk]}"


def _root_findings():
    before = None
    for root in AuditRoot.objects.order_by("pk"):
        if _digest(before, root.last_id) != (root.digest, root.chains):
            yield f"root {root}: the log up to it is not the one that was signed"
        try:
            signed = _signer().unsign(root.signature)
        except BadSignature:
            signed = None
        if signed != _statement(root.last_id, root.chains, root.digest, before):
            yield f"root {root}: its signature is not ours"
        before = root


def _digest(before, last_id):
    """`(digest, number of chains)` of the rows after the root `before` and up to `last_id`.

    Each root follows from the one before, so all of them together are read once: an hour's root costs an hour's rows.
    """
    total = hashlib.sha256((before.digest if before else "").encode())
    chains = set()
    rows = TransitionLog.objects.filter(pk__gt=before.last_id if before else 0, pk__lte=last_id).order_by("pk")
    for pk, *chain_of, seq, value in rows.values_list("pk", "content_type_id", "object_id", "seq", "hash").iterator():
        total.update(f"{pk}/{chain_of}/{seq}/{value}\n".encode())
        chains.add(tuple(chain_of))
    return total.hexdigest(), len(chains)


def _statement(last, chains, digest, before):
    return f"{last}|{chains}|{digest}|{before.signature.rsplit(':', 1)[-1] if before else ''}"


def _signer():
    return Signer(key=settings.AUDIT_SIGNING_KEY, salt="audit root")
