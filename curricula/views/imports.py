"""A plan from a file: choose it, see what it would become, correct the columns, then write it as a draft."""

import json

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render

from curricula import display, importing, services, tables
from curricula.forms import PlanFileForm, PlanTableForm
from curricula.models import PARTS, Programme
from curricula.plans import plan_of

PREVIEWED = 5


@login_required
def plan_import(request, pk):
    """Nothing is kept between the steps: the table travels with the page, and only "write" writes."""
    own = Programme.objects.granted_to(request.user, "propose_programme")
    programme = get_object_or_404(own.select_related("major", "department", "school"), pk=pk)
    if request.method != "POST":
        return _page(request, programme, file_form=PlanFileForm(initial={"effective_cohort": services.next_cohort()}))
    if "table" not in request.POST:
        return _upload(request, programme)
    form = PlanTableForm(request.POST)
    if not form.is_valid():
        return _page(request, programme, file_form=PlanFileForm(), status=422)
    rows, cohort, mapping = form.cleaned_data["table"], form.cleaned_data["effective_cohort"], form.mapping
    outcome = importing.read(rows, mapping)
    if "write" in request.POST and not outcome.errors:
        return redirect(_write(programme, outcome, cohort, request.user))
    return _page(request, programme, rows=rows, cohort=cohort, mapping=mapping, outcome=outcome)


def _upload(request, programme):
    form = PlanFileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            rows = tables.read(file.name, file.read())
        except ValidationError as error:
            form.add_error("file", error)
        else:
            mapping = importing.guess(rows[0])
            return _page(
                request,
                programme,
                rows=rows,
                cohort=form.cleaned_data["effective_cohort"],
                mapping=mapping,
                outcome=importing.read(rows, mapping),
            )
    return _page(request, programme, file_form=form, status=422)


def _write(programme, outcome, cohort, user):
    """The draft version of what was read; the texts of the plan come from the one in force."""
    base = programme.versions.current().first()
    parts = plan_of(base)["parts"] if base else {**dict.fromkeys(PARTS, ""), "duration_years": 3}
    plan = {"parts": parts, "courses": outcome.courses, "coverage": outcome.coverage}
    return services.create_version(
        programme, plan, by=user, effective_cohort=cohort, based_on=base, import_key=importing.key_of(plan, cohort)
    )


def _page(request, programme, *, file_form=None, rows=(), cohort=None, mapping=None, outcome=None, status=None):
    columns = [
        {"name": name, "label": label, "chosen": (mapping or {}).get(name), "needed": name in importing.NEEDED}
        for name, label in importing.labels().items()
    ]
    context = {
        "programme": programme,
        "crumbs": display.crumbs(programme),
        "file_form": file_form,
        "cohort": cohort,
        "outcome": outcome,
        "columns": columns,
        "headings": rows[0] if rows else [],
        "preview": rows[1 : PREVIEWED + 1],
        "table": json.dumps(rows, ensure_ascii=False) if rows else "",
        "n_rows": max(0, len(rows) - 1),
    }
    status = status or (422 if outcome and outcome.errors else 200)
    return render(request, "curricula/plan_import.html", context, status=status)
