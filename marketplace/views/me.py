from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from marketplace import evidence, services
from marketplace.models import PersonalDataView, Skill, SkillEvidence


@login_required
@require_GET
def my_skills(request):
    """A student's skills: the level, what it rests on, and every piece behind it."""
    student = getattr(request.user, "student", None)
    if not student:
        raise Http404
    levels = evidence.levels_of([student.pk]).get(student.pk, {})
    skills = Skill.objects.filter(pk__in=levels).order_by("cluster", "zh")
    page = Paginator(skills, 50).get_page(request.GET.get("page"))
    pieces = {}
    for piece in SkillEvidence.objects.filter(student=student, skill__in=[skill.pk for skill in page]):
        pieces.setdefault(piece.skill_id, []).append(piece)
    rows = [(skill, levels[skill.pk], pieces[skill.pk]) for skill in page]
    return render(request, "marketplace/my_skills.html", {"page": page, "rows": rows})


@login_required
@require_GET
def my_data(request):
    """Who looked at my data, when, and at what."""
    student = getattr(request.user, "student", None)
    views = PersonalDataView.objects.filter(student=student) if student else PersonalDataView.objects.none()
    page = Paginator(views.select_related("viewer"), 25).get_page(request.GET.get("page"))
    return render(request, "marketplace/my_data.html", {"page": page, "student": student})


@require_POST
def language_set(request):
    """Switch the language of this browser, and of the letters to whoever is signed in."""
    if request.user.is_authenticated:
        services.prefer_language(request.user, request.POST.get("language", ""))
    return set_language(request)
