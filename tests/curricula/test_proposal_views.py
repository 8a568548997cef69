import re

from django.urls import reverse

from curricula import services
from curricula.models import Proposal
from marketplace import chain
from tests import curricula_factories as plans


def url(name, *args):
    return reverse(f"curricula:{name}", args=args)


def test_a_proposal_is_edited_and_submitted(client, proposal, leader):
    client.force_login(leader)
    empty = client.post(url("proposal_edit", proposal.pk), {"title": "", "reason": "因为", "effective_cohort": 2026})
    saved = client.post(url("proposal_edit", proposal.pk), {"title": "改", "reason": "因为", "effective_cohort": 2026})
    first = client.post(url("proposal_move", proposal.pk, "submit"))

    assert [empty.status_code, saved.status_code, first.status_code] == [422, 302, 302]
    assert Proposal.objects.get().state == "submitted"


def test_every_click_from_submission_to_the_plan_sent_twice_counts_once(
    client, proposal, programme, leader, affairs, leadership
):
    def twice(person, address, data=()):
        client.force_login(person)
        return [client.post(address, dict(data)).status_code for _click in range(2)]

    def move(person, action):
        return twice(person, url("proposal_move", proposal.pk, action))

    statuses = move(leader, "submit") + move(affairs, "convene")
    for ballot in proposal.ballots.all():
        statuses += twice(ballot.user, ballot.get_absolute_url(), {"choice": "for", "opinion": "同意"})
    statuses += move(affairs, "endorse") + move(leadership, "approve")

    actions = [row.action for row in chain.rows(proposal).order_by("seq")]
    assert statuses == [302] * 14
    assert actions == ["create", "submit", "convene", "pass", "endorse", "approve"]
    assert (programme.versions.count(), proposal.ballots.filter(state="cast").count()) == (2, 3)


def test_a_version_adopted_or_set_aside_twice_is_so_once(client, programme, affairs, leader):
    first, second = (plans.VersionFactory(programme=programme, number=n, state="draft") for n in (1, 2))
    statuses = []
    for person, version, action in ((affairs, first, "adopt"), (leader, second, "discard")):
        client.force_login(person)
        statuses += [client.post(url("version_move", version.pk, action)).status_code for _click in range(2)]

    rows = [row.action for version in (first, second) for row in chain.rows(version)]
    assert (statuses, rows) == ([302] * 4, ["create", "adopt", "create", "discard"])


def test_a_draft_proposal_is_hidden_from_all_but_its_department(client, proposal, leader, members, affairs, stranger):
    seen = []
    for person in (leader, members[0].user, affairs, stranger):
        client.force_login(person)
        seen.append(client.get(url("proposal_detail", proposal.pk)).status_code)

    assert seen == [200, 404, 404, 404]


def test_a_submitted_proposal_is_read_by_all_who_decide(client, proposal, leader, members, affairs, stranger, student):
    services.submit(proposal, by=leader)
    seen = []
    for person in (leader, members[2].user, affairs, stranger, student.user):
        client.force_login(person)
        seen.append(client.get(url("proposal_detail", proposal.pk)).status_code)

    assert seen == [200, 200, 200, 404, 404]


def test_a_move_of_somebody_else_is_forbidden_and_of_the_count_unknown(client, proposal, leader):
    services.submit(proposal, by=leader)
    client.force_login(leader)

    assert client.post(url("proposal_move", proposal.pk, "convene")).status_code == 403
    assert client.post(url("proposal_move", proposal.pk, "pass")).status_code == 404


def test_a_member_votes_on_a_page_of_their_own(client, proposal, leader, affairs, members, stranger):
    services.submit(proposal, by=leader)
    services.convene(proposal, by=affairs)
    ballot = proposal.ballots.get(user=members[1].user)
    client.force_login(stranger)
    assert client.get(ballot.get_absolute_url()).status_code == 404
    client.force_login(members[1].user)

    refused = client.post(ballot.get_absolute_url(), {"choice": "against", "opinion": ""})
    cast = client.post(ballot.get_absolute_url(), {"choice": "for", "opinion": "同意"})
    again = client.post(ballot.get_absolute_url(), {"choice": "against", "opinion": "不"})

    assert [refused.status_code, cast.status_code, again.status_code] == [422, 302, 409]
    assert (ballot.vote.choice, ballot.vote.opinion) == ("for", "同意")


def test_the_coverage_of_a_draft_is_edited_on_its_page(client, proposal, leader, skill):
    client.force_login(leader)
    address = url("proposal_coverage", proposal.pk)
    unknown = client.post(address, {"course": "C1", "skill": "炼丹", "kind": "M", "level": "4"})
    taken_out = client.post(address, {"course": "C1", "skill": "plc", "kind": "none", "level": "4"})

    assert (unknown.status_code, taken_out.status_code) == (422, 302)
    assert [step["op"] for step in Proposal.objects.get().change["coverage"]] == ["remove"]


def test_a_course_is_wished_changed_and_dropped_on_its_page(client, proposal, leader):
    client.force_login(leader)
    address = url("proposal_course", proposal.pk)
    fields = {
        "code": "N1",
        "zh": "新课",
        "category": "core",
        "term": "4",
        "hours_theory": "16",
        "hours_practice": "16",
        "weeks": "0",
        "credits": "2",
    }
    made = client.post(address, fields)
    changed = client.post(address + "?code=N1", {**fields, "term": "5"})
    ops = [(step["op"], step["after"]["term"]) for step in Proposal.objects.get().change["courses"]]
    dropped = client.post(url("proposal_course_remove", proposal.pk), {"code": "N1"})

    assert [made.status_code, changed.status_code, dropped.status_code] == [302, 302, 302]
    assert (ops, Proposal.objects.get().change["courses"]) == ([("add", 5)], [])


def test_a_member_without_a_password_votes_by_a_link_of_their_own(
    client, proposal, leader, affairs, members, mailoutbox
):
    user = members[2].user
    user.set_unusable_password()
    user.save()
    for member in members[:2]:
        member.user.set_password("x")
        member.user.save()
    services.submit(proposal, by=leader)
    services.convene(proposal, by=affairs)

    [letter] = mailoutbox
    address = re.search(r"/l/[^/]+/", letter.body)[0]
    opened = client.get(address)
    refused = client.post(address, {"choice": "against"})
    cast = client.post(address, {"choice": "for", "opinion": "同意"})
    again = client.post(address, {"choice": "against", "opinion": "不"})

    statuses = [response.status_code for response in (opened, refused, cast, again)]
    assert (letter.to, statuses) == ([user.email], [200, 422, 302, 409])
    ballot = proposal.ballots.get(user=user)
    assert (ballot.vote.choice, chain.rows(ballot).get(seq=2).via) == ("for", "link")
