"""Asked inside the product's own environment: who can do what in the built college, and what is stored."""

import itertools

from django.db import connection
from django.db.models import Count, F
from django.test import Client
from django.utils import timezone


def session_of(user):
    """A session cookie of `user`, made as signing in makes it."""
    client = Client()
    client.force_login(user, backend="marketplace.authentication.AnyNumberBackend")
    return client.cookies["sessionid"].value


def writers(limit=4):
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
            {
                "session": session_of(p.student.user),
                "path": f"/placements/{p.pk}/week/?week={monday()}",
                "pk": p.pk,
                "began": version_of(p.pk),
            }
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


def roles():
    """A session of somebody of each role."""
    from marketplace.models import Membership, User

    found = Membership.objects.order_by("role").values_list("role", flat=True).distinct()
    return {role: session_of(User.objects.filter(memberships__role=role).order_by("pk")[0]) for role in found}


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


def crowd(limit):
    """An open position with one opening and up to `limit` shortlisted applicants; who offers, where, and the terms."""
    from django.core.exceptions import ValidationError

    from marketplace.models import User
    from recruitment import services
    from recruitment.models import Position

    positions = Position.objects.filter(state="open", mentor__isnull=False).select_related("enterprise")
    position = positions.annotate(n=Count("applications")).order_by("n", "pk").first()
    Position.objects.filter(pk=position.pk).update(openings=1)
    hr = User.objects.filter(memberships__role="hr", memberships__enterprise=position.enterprise_id).first()
    paths = []
    for student in _everybody(limit):
        try:
            application = services.apply(position, student, by=student.user, consent_version=services.CONSENT_VERSION)
            services.shortlist(application, by=hr)
        except ValidationError:
            continue
        paths.append(f"{application.get_absolute_url()}offer/")
        if len(paths) == limit:
            break
    day = timezone.localdate()
    terms = {
        "pay_cny_per_month": 4200, "starts_on": str(day + timezone.timedelta(days=30)),
        "ends_on": str(day + timezone.timedelta(days=200)), "reply_by": str(day + timezone.timedelta(days=5)),
        "mentor": position.mentor_id,
    }  # fmt: skip
    return {"pk": position.pk, "session": session_of(hr), "paths": paths, "terms": terms}


def _everybody(limit):
    """The students, then up to twice `limit` classmates who are made when they are asked for."""
    from marketplace.models import Student

    students = list(Student.objects.select_related("user", "student_class__department__school").order_by("pk"))
    yield from students
    for number, student in zip(range(2 * limit), itertools.cycle(students), strict=False):
        yield _classmate(student, number)


def _classmate(student, number):
    from marketplace import organisations
    from marketplace.models import Student, User
    from marketplace.states import Role

    user = User.objects.create_user(username=f"fault-{number}", name=f"同学{number}")
    organisations.add_member(user, Role.STUDENT, student.student_class.department)
    return Student.objects.create(
        user=user, student_class=student.student_class, student_no=f"F{number:04}", birth_date=student.birth_date
    )


def places(pk):
    """How many applications take a place of the position."""
    from recruitment.models import Position

    return Position.objects.get(pk=pk).applications.taking_a_place().count()


def put_back():
    """What dead workers had begun is begun again, as after the lease of a real one has run out."""
    from marketplace import queue

    return queue.requeue(silence=timezone.timedelta(0))


def effects():
    """Of background work: tasks done, letters by link (an address in each), and links whose letter is not marked."""
    import re
    from pathlib import Path

    from django.conf import settings
    from django_tasks_db.models import DBTaskResult

    from marketplace.models import ActionLink

    texts = [path.read_text(errors="replace") for path in Path(settings.EMAIL_FILE_PATH).glob("*.log")]
    found = [address for text in texts for address in set(re.findall(r"/l/[\w-]{20,}", text))]
    unsent = ActionLink.objects.exclude(delivery="sent").filter(revoked_at=None).count()
    return {
        "done": DBTaskResult.objects.filter(status="SUCCESSFUL").count(),
        "letters": {address: found.count(address) for address in set(found)},
        "unsent": unsent,
    }


def odd_times():
    """What a jump of the clock may break: chains out of order, a week twice, durations below nothing."""
    from internships.models import Incident, WeeklyLog
    from marketplace import chain

    words = []
    for incident in Incident.objects.filter(words__startswith="fault-")[:200]:
        numbers = [row.seq for row in chain.rows(incident).order_by("pk")]
        if numbers != sorted(numbers):
            words.append(f"the chain of report {incident.pk} is out of order: {numbers}")
    weeks = WeeklyLog.objects.values("placement", "week_on").annotate(n=Count("pk")).filter(n__gt=1)
    return words + [f"a week twice: {week}" for week in weeks]


def open_positions(limit):
    """Open positions, where they are edited, and a session of somebody who may."""
    from marketplace.models import User
    from recruitment.models import Position

    found = []
    for position in Position.objects.filter(state="open").order_by("pk")[:limit]:
        hr = User.objects.filter(memberships__role="hr", memberships__enterprise=position.enterprise_id).first()
        found.append({"path": f"/manage/positions/{position.pk}/edit/", "session": session_of(hr)})
    return found
