"""The student's résumé: the form, the uploads and what was found in them, the PDF."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from recruitment import exports, services
from recruitment.forms import ClaimForm, EntryFormSet, ResumeForm, UploadForm, entry_initial, show
from recruitment.models import Application, Resume, ResumeUpload
from recruitment.resumes import frozen, with_names
from recruitment.states import ClaimState, ReadProblem, UploadState


def student_of(request):
    student = getattr(request.user, "student", None)
    if student is None:
        raise Http404
    return student


@login_required
def resume(request):
    student = student_of(request)
    known = Resume.objects.filter(student=student).first() or Resume(student=student)
    data = request.POST if request.method == "POST" else None
    form = ResumeForm(data, instance=known)
    rows = EntryFormSet(data, initial=entry_initial(known), prefix="entries")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and rows.is_valid():
            services.save_resume(student, by=request.user, entries=rows.entries, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("recruitment:resume")
    return _resume_page(request, student, form, rows, UploadForm(), status)


def _resume_page(request, student, form, rows, upload_form, status):
    context = {
        "form": form, "rows": rows, "upload_form": upload_form, "uploads": student.uploads.all(),
        "skills": with_names(frozen(student)),
    }  # fmt: skip
    return render(request, "recruitment/resume.html", context, status=status)


@login_required
@require_GET
def resume_pdf(request):
    return _pdf(exports.resume_pdf(frozen(student_of(request))), "resume.pdf")


@login_required
@require_GET
def application_resume(request, pk):
    """The résumé of an application as it was sent; marked with the enterprise, and the look is recorded."""
    rows = Application.objects.visible_to(request.user).select_related("position__enterprise", "student__user")
    application = get_object_or_404(rows, pk=pk)
    if not services.is_resume_open(application, request.user):
        raise PermissionDenied
    services.seen(application, by=request.user, what="resume")
    return _pdf(exports.resume_pdf(application.resume, mark=str(application.position.enterprise)), f"resume-{pk}.pdf")


def _pdf(content, name):
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


@login_required
@require_POST
def upload_create(request):
    student = student_of(request)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            return redirect(services.upload_resume(student, by=request.user, file=form.cleaned_data["file"]))
        except ValidationError as error:
            show(form, ValidationError({"file": error}))
    known = Resume.objects.filter(student=student).first() or Resume(student=student)
    rows = EntryFormSet(initial=entry_initial(known), prefix="entries")
    return _resume_page(request, student, ResumeForm(instance=known), rows, form, 422)


@login_required
def upload_detail(request, pk):
    """How far the reading has come, then the skills found: one answer for each, all in one form."""
    upload = get_object_or_404(ResumeUpload.objects.visible_to(request.user), pk=pk)
    claims = list(upload.claims.select_related("skill"))
    data = request.POST if request.method == "POST" else None
    forms = {claim: ClaimForm(data, prefix=f"claim-{claim.pk}", initial={"level": claim.level}) for claim in claims}
    if request.method == "POST" and all(form.is_valid() for form in forms.values()):
        _answer(request, forms)
        return redirect(upload)
    context = {
        "upload": upload, "claims": list(forms.items()), "is_waiting": upload.status == UploadState.QUEUED,
        "open": sum(claim.status == ClaimState.PROPOSED for claim in claims),
        "problem": ReadProblem(upload.error).label if upload.error in ReadProblem.values else upload.error,
    }  # fmt: skip
    return render(request, "recruitment/upload_detail.html", context, status=422 if data else 200)


def _answer(request, forms):
    for claim, form in forms.items():
        level = form.cleaned_data["level"]
        if level == 0:
            services.dismiss_claim(claim, by=request.user)
        elif level:
            services.confirm_claim(claim, by=request.user, level=level)


@login_required
@require_GET
def upload_file(request, pk):
    """The file itself, to its owner alone, as a download."""
    upload = get_object_or_404(ResumeUpload.objects.visible_to(request.user), pk=pk)
    with upload.file.open("rb") as file:
        content = file.read()
    name = content_disposition_header(as_attachment=True, filename=upload.name)
    return HttpResponse(content, content_type="application/octet-stream", headers={"Content-Disposition": name})


@login_required
@require_POST
def upload_delete(request, pk):
    services.delete_upload(get_object_or_404(ResumeUpload.objects.visible_to(request.user), pk=pk), by=request.user)
    messages.success(request, _("The file was deleted."))
    return redirect("recruitment:resume")
