from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from curricula import progress
from marketplace.models import Student

PER_PAGE = 20


@login_required
@require_GET
def my_requirements(request):
    """What my plan asks of me, skill by skill, and what I have shown so far."""
    student = Student.objects.select_related("student_class").filter(user=request.user).first()
    if student is None:
        raise Http404
    found = progress.of(student, timezone.localdate())
    page = Paginator(found.requirements if found else [], PER_PAGE).get_page(request.GET.get("page"))
    context = {"student": student, "progress": found, "page": page}
    return render(request, "curricula/my_requirements.html", context)
