from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from marketplace import clusters, vocabulary
from marketplace.forms import SkillImportForm
from marketplace.models import Skill
from marketplace.states import Role


@require_GET
def skill_list(request):
    """The vocabulary, by cluster, searchable by any name of a skill."""
    words, cluster = request.GET.get("q", "").strip(), request.GET.get("cluster", "")
    skills = Skill.objects.filter(is_active=True)
    if cluster:
        skills = skills.filter(cluster=cluster)
    if words:
        skills = skills.filter(pk__in=[skill.pk for skill in vocabulary.find(words, limit=200)])
    page = Paginator(skills.prefetch_related("aliases"), 50).get_page(request.GET.get("page"))
    counted = Skill.objects.filter(is_active=True).values("cluster").annotate(n=Count("pk")).order_by("cluster")
    found = [row | {"label": clusters.label(row["cluster"])} for row in counted]
    context = {"page": page, "words": words, "cluster": cluster, "clusters": found, "may_import": _operates(request)}
    return render(request, "marketplace/skill_list.html", context)


@require_GET
def skill_suggest(request):
    """Options of an autocomplete: skills that the typed words could mean."""
    words = request.GET.get("q") or next(iter(request.GET.values()), "")
    return render(request, "marketplace/_skill_options.html", {"skills": vocabulary.find(words), "words": words})


@require_GET
def skill_detail(request, code):
    skill = get_object_or_404(Skill.objects.prefetch_related("aliases"), code=code)
    return render(request, "marketplace/skill_detail.html", {"skill": skill})


@login_required
def skill_import(request):
    """Try a file (dry run) and see what it would do; the same page then does it."""
    if not _operates(request):
        raise Http404
    form = SkillImportForm(request.POST or None, request.FILES or None)
    outcome = None
    dry_run = "write" not in request.POST
    if request.method == "POST" and form.is_valid():
        try:
            outcome = vocabulary.import_skills(form.cleaned_data["file"].read(), dry_run=dry_run)
        except ValidationError as error:
            form.add_error("file", error)
        if outcome and not dry_run and not outcome.errors:
            messages.success(request, _("The vocabulary was changed."))
            return redirect("marketplace:skill_list")
    status = 422 if form.errors or (outcome and outcome.errors) else 200
    return render(request, "marketplace/skill_import.html", {"form": form, "outcome": outcome}, status=status)


def _operates(request):
    return request.user.is_authenticated and any(m.role == Role.OPERATOR for m in request.memberships)
