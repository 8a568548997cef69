"""A form that makes something has one effect, however often it is sent: by a double click, a retry, two at once.

`{% once %}` puts a key into the form; `@once` keeps key and answer in the same transaction as the effect. So a worker
that dies takes its key along, and of many at once one goes on while the others wait for its end, then get its answer.
"""

import hashlib
import re
import secrets
from datetime import timedelta
from functools import wraps

from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.utils import timezone

from marketplace.models import SentForm

FIELD = "once"
KEY = re.compile(r"[\w-]{22,43}", re.ASCII)
KEPT = timedelta(days=1)


def new_key():
    return secrets.token_urlsafe(16)


def once(view):
    """A view that answers a good POST with a redirect does what it does once per key; a refusal leaves the key free.

    The same key with other content, at another address or of somebody else is answered with 409.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        key = request.POST.get(FIELD, "") if request.method == "POST" else ""
        if not KEY.fullmatch(key):
            return view(request, *args, **kwargs)
        with transaction.atomic():
            sent = SentForm(key=key, **_content(request))
            if not _is_first(sent):
                return _same(request, SentForm.objects.get(key=key))
            response = view(request, *args, **kwargs)
            if response.status_code == 302:
                sent.location = response["Location"]
                sent.save(update_fields=["location"])
            else:
                sent.delete()
            return response

    return answer


def forget(at=None):
    """Delete the keys that nobody sends again; return how many."""
    return SentForm.objects.filter(at__lt=(at or timezone.now()) - KEPT).delete()[0]


def _content(request):
    """What makes two posts the same one."""
    total = hashlib.sha256()
    for name, values in sorted(request.POST.lists()):
        if name not in (FIELD, "csrfmiddlewaretoken"):
            total.update(repr((name, values)).encode())
    for name, file in sorted(request.FILES.items()):
        total.update(repr((name, file.name, file.size)).encode())
        for chunk in file.chunks():
            total.update(chunk)
        file.seek(0)
    user = request.user if request.user.is_authenticated else None
    return {"user": user, "path": request.path[:300], "sha256": total.hexdigest()}


def _is_first(sent):
    try:
        with transaction.atomic():
            sent.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _same(request, known):
    now = _content(request)
    if (known.user_id, known.path, known.sha256) != (request.user.pk, now["path"], now["sha256"]):
        return render(request, "marketplace/sent_already.html", {"path": request.path}, status=409)
    return redirect(known.location)
