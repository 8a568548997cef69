"""Importing positions: upload, columns and dry run, progress and result."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from recruitment import exports, services
from recruitment.forms import ImportForm, MappingForm, show
from recruitment.importing import job
from recruitment.models import PositionImport
from recruitment.states import ImportState, RowState
from recruitment.views.positions import hr_enterprise

SHOWN = 100


@login_required
def import_list(request):
    enterprise = hr_enterprise(request)
    form, status = ImportForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect(services.start_import(enterprise, by=request.user, file=form.cleaned_data["file"]))
            except ValidationError as error:
                show(form, ValidationError({"file": error}))
    page = Paginator(PositionImport.objects.visible_to(request.user), 25).get_page(request.GET.get("page"))
    return render(request, "recruitment/import_list.html", {"form": form, "page": page}, status=status)


@login_required
def import_detail(request, pk):
    """Before the start: columns and dry run (POST keeps the columns); after it: progress and result."""
    source = get_object_or_404(PositionImport.objects.visible_to(request.user).select_related("enterprise"), pk=pk)
    if source.status != ImportState.UPLOADED:
        return _progress(request, source)
    form, status = MappingForm(request.POST or None, columns=source.columns, initial=source.mapping), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.map_import(source, by=request.user, mapping=form.cleaned_data)
                return redirect(source)
            except ValidationError as error:
                status = show(form, error)
    context = {"source": source, "form": form, **_trial(source)}
    return render(request, "recruitment/import_detail.html", context, status=status)


def _trial(source):
    trial = services.try_import(source)
    return {
        "total": trial["total"],
        "refused": len(trial["refused"]),
        "good": trial["total"] - len(trial["refused"]),
        "problems": [
            (number, [exports.problem_text(*problem) for problem in problems])
            for number, problems in trial["refused"][:SHOWN]
        ],
        "sample": services.with_skill_names(trial["sample"]),
    }


def _progress(request, source):
    counts = source.counts()
    refused = source.rows.filter(status=RowState.REFUSED)[:SHOWN]
    context = {
        "source": source, "counts": [(RowState(status).label, status, n) for status, n in counts.items()],
        "done": sum(counts.values()), "is_waiting": source.status in (ImportState.QUEUED, ImportState.RUNNING),
        "problems": [(row.number, [exports.problem_text(*problem) for problem in row.problems]) for row in refused],
    }  # fmt: skip
    return render(request, "recruitment/import_progress.html", context)


@login_required
@require_POST
def import_run(request, pk):
    source = get_object_or_404(PositionImport.objects.visible_to(request.user).select_related("enterprise"), pk=pk)
    try:
        services.run_import(source, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(source)


@login_required
@require_GET
def import_refused(request, pk):
    """The refused rows with their reasons, to correct and import again."""
    source = get_object_or_404(PositionImport.objects.visible_to(request.user), pk=pk)
    content = exports.refused_csv(job.rows_of(source), source.rows.filter(status=RowState.REFUSED))
    headers = {"Content-Disposition": f'attachment; filename="refused-{pk}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
