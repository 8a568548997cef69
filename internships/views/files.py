"""Files out: only after the question who may see, under a name that can do no harm, never guessed by a browser."""

from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from internships import exports
from internships.models import Insurance, LogEntry, Placement, Signature, WeeklyLog
from internships.views.looks import seen
from marketplace.models import User

SHARED = "internships.artifact"
SHARED_SECONDS = 3600


@login_required
@require_GET
def artifact(request, pk):
    entry = get_object_or_404(LogEntry, pk=pk, log__in=WeeklyLog.objects.visible_to(request.user))
    seen(request, entry.log, entry.log.placement, "log")
    return _file(entry.artifact, entry.artifact_name, entry.artifact_type)


@never_cache
@require_GET
def artifact_shared(request, token):
    """A result on a page behind a link: an address made for its holder, for an hour."""
    try:
        entry_id, holder_id = signing.loads(token, salt=SHARED, max_age=SHARED_SECONDS)
    except signing.BadSignature as error:
        raise Http404 from error
    holder = get_object_or_404(User, pk=holder_id, is_active=True)
    entry = get_object_or_404(LogEntry, pk=entry_id, log__in=WeeklyLog.objects.visible_to(holder))
    return _file(entry.artifact, entry.artifact_name, entry.artifact_type)


def shared_token(entry, holder):
    return signing.dumps([entry.pk, holder.pk], salt=SHARED)


@login_required
@require_GET
def signature_scan(request, pk):
    signature = get_object_or_404(Signature.objects.visible_to(request.user), pk=pk)
    return _file(signature.scan, f"signature-{pk}" + _ending(signature.scan), "")


@login_required
@require_GET
def insurance_document(request, pk):
    insurance = get_object_or_404(Insurance.objects.visible_to(request.user), pk=pk)
    return _file(insurance.document, f"insurance-{pk}" + _ending(insurance.document), "")


def _ending(file):
    return "." + file.name.rsplit(".", 1)[-1] if file else ""


def _file(file, name, content_type):
    if not file:
        raise Http404
    is_image = content_type.startswith("image/")
    response = FileResponse(file.open("rb"), content_type=content_type or "application/octet-stream")
    way = "inline" if is_image else "attachment"
    response["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response


@login_required
@require_GET
def filing_export(request):
    """The filing of every placement this person manages, one plan or all."""
    placements = Placement.objects.managed_by(request.user).exclude(state="draft")
    plan = request.GET.get("plan", "")
    if plan.isascii() and plan.isdigit() and len(plan) < 19:
        placements = placements.filter(plan=plan)
    response = HttpResponse(exports.filing_csv(placements), content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="filing-{day}.csv"'
    return response
