"""The secret of an action link: made once for one letter, kept only as its SHA-256."""

import hashlib
import secrets

from marketplace.models import ActionLink


def new_token(link):
    """Give `link` a token, keep its hash, return the token: the caller puts it into a letter and nowhere else."""
    token = secrets.token_urlsafe(24)
    ActionLink.objects.filter(pk=link.pk).update(token_hash=digest(token))
    return token


def digest(token):
    return hashlib.sha256(token.encode()).hexdigest()
