"""Asked inside the product's own environment: who can do what in the built college, and what is stored."""

from django.db import connection
from django.db.models import Count, F
from django.test import Client
from django.utils import timezone


def session_of(user):
    """A session cookie of `user`, made as signing in makes it."""
    client = Client()
    client.force_login(user, backend="marketplace.authentication.AnyNumberBackend")
    return client.cookies["sessionid"].value


def writers(limit=12):
    """People and pages for clients that write: `{kind: [{session, path, …}]}`."""
    from internships.models import Placement
    from marketplace.models import User

    today = timezone.localdate()
    at_work = Placement.objects.at_work().filter(ends_on__gt=today).select_related("student__user")
    placements = [p for p in at_work.order_by("pk")[: limit * 3] if p.student.user.has_perm("keep_log", p)]
    writable = [p for p in placements if not p.logs.exclude(state__in=["draft", "returned"]).filter(week_on=monday())]
    hrs = User.objects.filter(memberships__role="hr", memberships__enterprise__state="verified").distinct()
    return {
        "report": [{"session": session_of(p.student.user), "path": f"/placements/{p.pk}/report/"} for p in placements],
        "draft": [
            {"session": session_of(p.student.user), "path": f"/placements/{p.pk}/week/?week={monday()}", "pk": p.pk}
            for p in writable
        ],
        "position": [
            {"session": session_of(hr), "path": "/manage/positions/new/"} for hr in hrs.order_by("pk")[:limit]
        ],
    }


def monday():
    today = timezone.localdate()
    return today - timezone.timedelta(days=today.weekday())


def readers(limit=6):
    """Sessions of students, for pages that are only looked at."""
    from marketplace.models import Student

    return [session_of(student.user) for student in Student.objects.select_related("user").order_by("pk")[:limit]]


def stored(ledger):
    """Compare acknowledged effects, `{kind: {mark: …}}`, with the rows: lost, doubled, and what is wrong in words."""
    lost, doubled, words = [], [], []
    for kind, marks in ledger.items():
        counts = COUNTED[kind](marks) if kind in COUNTED else {}
        lost += [f"{kind} {mark}" for mark in marks if counts.get(mark, 0) == 0]
        doubled += [f"{kind} {mark}" for mark in counts if counts[mark] > 1]
    return {"lost": lost, "doubled": doubled, "words": words + integrity()}


def _reports(marks):
    from internships.models import Incident

    rows = Incident.objects.filter(words__startswith="fault-").values_list("words").annotate(n=Count("pk"))
    return dict(rows)


def _positions(marks):
    from recruitment.models import Position

    rows = Position.objects.filter(title__startswith="fault-").order_by().values_list("title").annotate(n=Count("pk"))
    return dict(rows)


def _drafts(marks):
    """Of each placement the last acknowledged note: found as often as its week's version exceeds what was saved."""
    from internships.models import WeeklyLog

    counts = {}
    for mark, (pk, saved, began, may_be) in marks.items():
        log = WeeklyLog.objects.get(placement=pk, week_on=monday())
        extra = log.version - began - saved - (log.note == may_be)
        counts[mark] = (log.note in (mark, may_be)) + max(extra, 0)
    return counts


COUNTED = {"report": _reports, "position": _positions, "draft": _drafts}


def integrity():
    """What the database says about itself, and objects without the first row of their chain."""
    from internships.models import Incident
    from marketplace import chain

    words = []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            words += [row[0] for row in cursor.fetchall() if row[0] != "ok"]
    reports = Incident.objects.filter(words__startswith="fault-")
    bare = [incident.pk for incident in reports if not chain.rows(incident).exists()]
    return words + ([f"reports without a history: {bare}"] if bare else [])


def waiting_tasks():
    """How many tasks wait, run or failed."""
    from django_tasks_db.models import DBTaskResult

    rows = DBTaskResult.objects.order_by().values_list("status").annotate(n=Count("pk"))
    return dict(rows)


def listeners(limit):
    """Sessions of people whose pages hear something: students at work and those who guide them."""
    from internships.models import Placement

    found = Placement.objects.at_work().select_related("student__user", "student__supervisor").order_by("pk")[:limit]
    users = {user.pk: user for each in found for user in (each.student.supervisor, each.student.user) if user}
    return [session_of(user) for user in list(users.values())[:limit]]


def pair():
    """A student who can report and the supervisor who hears of it, all of whose notices are read."""
    from internships.models import Placement
    from marketplace.models import Notice

    placements = Placement.objects.at_work().select_related("student__user", "student__supervisor").order_by("pk")
    placement = next(p for p in placements if p.student.supervisor and p.student.user.has_perm("keep_log", p))
    reader = placement.student.supervisor
    Notice.objects.filter(user=reader, read_at=None).update(read_at=timezone.now())
    return {
        "session": session_of(placement.student.user), "path": f"/placements/{placement.pk}/report/",
        "reader": session_of(reader), "pk": reader.pk,
    }  # fmt: skip


def notices_of(pk):
    """How many notices are unread, and where the newest lead."""
    from marketplace.models import Notice

    unread = Notice.objects.filter(user=pk, read_at=None)
    paths = list(Notice.objects.filter(user=pk).order_by("-at", "-pk").values_list("path", flat=True)[:10])
    return {"unread": unread.count(), "newest": paths}


def version_of(pk):
    from internships.models import WeeklyLog

    log = WeeklyLog.objects.filter(placement=pk, week_on=monday()).annotate(n=F("version")).first()
    return log.n if log else 0
