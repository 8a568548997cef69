"""C: two who do the same at once, each on a connection of its own: one effect, no error, nobody doubled.

The second begins while the transaction of the first is open, and the first ends when the second waits for it or is
through. So the race is run the same way every time. SQLite has one writer, who is waited for at BEGIN.
"""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from internships.services.people import name_guardian
from marketplace import links
from marketplace.models import ActionLink, LawCheck, Membership, User
from recruitment import services
from recruitment.models import SkillRequirement
from recruitment.services.offer import NewMentor
from tests import factories

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
    pytest.mark.django_db(transaction=True),
]
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"


def at_once(first, second):
    """What both return."""
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            result = first()
            other = threads.submit(_on_a_connection_of_its_own, second)
            while not (other.done() or _is_waited_for()):
                wait([other], timeout=0.05)
        return result, other.result(timeout=20)


def _on_a_connection_of_its_own(call):
    try:
        return call()
    finally:
        connections.close_all()


def _is_waited_for():
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0] > 0


def terms(mentor):
    today = timezone.localdate()
    return {
        "pay_cny_per_month": 4000, "starts_on": today + timedelta(days=30), "ends_on": today + timedelta(days=200),
        "mentor": mentor,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"email": "han@example.com"}, {"email": "Han@Example.com"}),
        ({"phone": "13900001111"}, {"phone": "13900001111"}),
    ],
    ids=["e-mail", "phone"],
)
def test_a_new_mentor_in_two_offers_at_once_is_one_person(enterprise, hr, one, other):
    applications = [
        factories.ApplicationFactory(position=factories.PositionFactory(enterprise=enterprise), state="shortlisted")
        for _ in range(2)
    ]
    calls = [
        lambda application=application, address=address: services.offer(
            application, by=hr, **terms(NewMentor(name="韩师傅", **address))
        )
        for application, address in zip(applications, (one, other), strict=True)
    ]

    offers = at_once(*calls)

    [person] = User.objects.filter(name="韩师傅")
    assert [offer.mentor for offer in offers] == [person, person]
    assert Membership.objects.filter(user=person, role="mentor", enterprise=enterprise).count() == 1


def test_a_guardian_of_two_children_named_at_once_is_one_person(placement, coordinator):
    sibling = type(placement).objects.get(pk=placement.pk)
    given = {"by": coordinator, "name": "Mother"}

    found = at_once(
        lambda: name_guardian(placement, **given, email="mother@example.org"),
        lambda: name_guardian(sibling, **given, email="Mother@example.org"),
    )

    assert [*found] == [*User.objects.filter(name="Mother")] * 2


def test_of_two_links_made_at_once_one_lives(application, hr):
    holder = application.student.user

    def renew():
        return links.issue(application, ["accept"], holder, by=hr)

    first, second = at_once(renew, renew)

    assert [*ActionLink.objects.filter(revoked_at=None)] == [second]
    first.refresh_from_db()
    assert not first.is_live()


def test_the_same_weights_saved_twice_at_once_are_written_once(position, hr):
    row = SkillRequirement.objects.create(position=position, skill=factories.SkillFactory(), level=3, weight=1)
    standard = [{"skill": row.skill, "level": row.level, "must": row.must, "weight": 5}]

    def save():
        return services.change_position(type(position).objects.get(pk=position.pk), by=hr, standard=standard)

    at_once(save, save)

    assert LawCheck.objects.count() == 1
    assert position.skill_standard.get().weight == 5
