from django.core.cache import cache
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from marketplace import links


@never_cache
def link_open(request, token):
    """The page of the object a link was made for; an expired link offers its holder a new one."""
    link = _link(token)
    if not link.is_live():
        return render(request, "marketplace/link_expired.html", {"link": link, "token": token}, status=410)
    links.opened(link)
    return links.page_of(link)(request, link)


@never_cache
@require_POST
def link_reissue(request, token):
    """Send the holder a fresh link, to the address we have; once a minute at most."""
    link = _link(token)
    if cache.add(f"reissue-{link.holder_id}-{link.content_type_id}-{link.object_id}", 1, timeout=60):
        links.reissue(link)
    return render(request, "marketplace/link_reissued.html", {"link": link, "address": _masked(link.holder.email)})


def _link(token):
    link = links.find(token)
    if not link or not link.object:
        raise Http404
    return link


def _masked(email):
    name, _, host = email.partition("@")
    return f"{name[:1]}***@{host}"
