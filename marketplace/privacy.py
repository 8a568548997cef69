"""Who of an enterprise looked at whose data: every look is kept, and looking at very many students is stopped."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.shortcuts import render
from django.utils import timezone

from marketplace import notices
from marketplace.compiled import compiled
from marketplace.models import Membership, Notice, PersonalDataView
from marketplace.organisations import group_for
from marketplace.states import Role

# Different students whose pages one person may open within an hour. Half of what the reliability goals call an attack
# (200 profiles in an hour); the largest cohort of one mentor or recruiter is far below it. Lists do not count.
STUDENTS_PER_HOUR = 100
HOUR = timedelta(hours=1)


class TooManyViews(Exception):
    """This person opened the data of so many students within the hour that no further one is shown."""


def look(viewer, seen, *, what, memberships=None, at=None):
    """Keep that `viewer`, if of an enterprise, saw `what` of students: `seen` is `[(object, student id)]`.

    At most two queries for any number of them. Raises TooManyViews, and tells the operators, beyond the limit.
    """
    memberships = viewer.memberships.all() if memberships is None else memberships
    if seen and any(membership.enterprise_id for membership in memberships):
        record(viewer, seen, what=what, at=at)


def record(viewer, seen, *, what, at=None):
    """As `look`, of whomever."""
    at = at or timezone.now()
    if what not in PersonalDataView.LISTS:
        _check_limit(viewer, {student for _object, student in seen}, at)
    if seen:
        _insert(viewer, seen, what, at)


def _insert(viewer, seen, what, at):
    """One statement, which needs no transaction around it: this happens on every page of a list, for each row."""
    table, at = PersonalDataView._meta.db_table, connection.ops.adapt_datetimefield_value(at)
    kinds = ContentType.objects.get_for_models(*{type(obj) for obj, _student in seen})
    rows = [(viewer.pk, student, kinds[type(obj)].pk, obj.pk, what, at) for obj, student in seen]
    values = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (viewer_id, student_id, content_type_id, object_id, what, at) VALUES {values}",  # noqa: S608
            [value for row in rows for value in row],
        )


def _check_limit(viewer, students, at):
    since = at - HOUR
    before = set(_opened(viewer.pk, since))
    if students <= before or len(before | students) <= STUDENTS_PER_HOUR:
        return
    _tell_operators(viewer, len(before), since)
    raise TooManyViews


@compiled
def _opened(viewer, since):
    """The students of whom the viewer opened a page."""
    opened = PersonalDataView.objects.filter(viewer=viewer, what__in=PersonalDataView.PAGES, at__gt=since)
    return opened.order_by().values_list("student_id", flat=True).distinct()


def _tell_operators(viewer, count, since):
    """Once an hour for each viewer."""
    kind = "many_data_views"
    if Notice.objects.filter(kind=kind, params__viewer_id=viewer.pk, at__gt=since).exists():
        return
    membership = Membership.objects.filter(user=viewer, enterprise__isnull=False).select_related("enterprise").first()
    enterprise = membership.enterprise if membership else None
    notices.send(
        group_for(Role.OPERATOR).user_set.filter(is_active=True), kind, students=count, viewer_id=viewer.pk,
        path=enterprise.get_absolute_url() if enterprise else "", viewer=viewer.display_name,
        enterprise=enterprise.name if enterprise else "",
    )  # fmt: skip


class ManyViewsMiddleware:
    """Answers with 429 and a page that says why, when a person opened the data of too many students."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, TooManyViews):
            return None
        response = render(request, "429.html", {"limit": STUDENTS_PER_HOUR}, status=429)
        response["Retry-After"] = str(int(HOUR.total_seconds()))
        return response
