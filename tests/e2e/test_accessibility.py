"""axe-core finds nothing against WCAG 2.2 A and AA on any page, on a light phone and on a dark screen."""

import importlib
import pkgutil
from pathlib import Path
from urllib.parse import unquote

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.urls import reverse

from internships.services.agreements import ask_consent, write_agreement
from internships.services.gates import open_gates
from marketplace.models import ActionLink
from marketplace.states import Role
from tests import access, factories
from tests import internship_factories as internships
from tests.e2e import cms

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
AXE = Path(settings.BASE_DIR, "node_modules/axe-core/axe.min.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
RUN = """async (tags) => {
  const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ["violations"], preload: false });
  return violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""
LOOKS = (("light", {"width": 390, "height": 844}), ("dark", {"width": 1280, "height": 900}))
PASSWORD = "a long enough phrase"
FRAGMENTS = {"marketplace:todo_badge", "marketplace:notice_bell", "marketplace:skill_suggest"}
FILES = (".pdf", ".csv", "/file/")
MODULES = [module.name for module in pkgutil.iter_modules(access.__path__) if module.name != "table"]


@pytest.fixture
def violations(log_in):
    """`violations(user, address, status=200)` is what axe finds there, `["scheme: rule: elements"]`."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci")
    pages = {}

    def found(user, address, status=200):
        if user not in pages:
            pages[user] = log_in(user, reduced_motion="reduce")
            pages[user].add_init_script(path=AXE)
        return _violations(pages[user], address, status)

    found.pages = pages
    return found


def _violations(page, address, status):
    """Loaded once as on a light phone, then turned into a dark screen."""
    _show(page, *LOOKS[0])
    answer = page.goto(address, wait_until="domcontentloaded")
    assert (answer.status, unquote(page.url).endswith(address)) == (status, True)
    errors = []
    for scheme, viewport in LOOKS:
        _show(page, scheme, viewport)
        errors += [f"{scheme}: {error}" for error in page.evaluate(RUN, TAGS)]
    return errors


def _show(page, scheme, viewport):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(viewport)


@pytest.fixture
def prepared(position, student, mentor, plan):
    """As elsewhere, beside the placement of the same student that is at work already."""
    application = factories.ApplicationFactory(
        position=factories.PositionFactory(enterprise=position.enterprise, created_by=position.created_by),
        student=student,
        state="accepted",
    )
    placement = internships.PlacementFactory(
        application=application, mentor=mentor, plan=plan, state="planned", started_on=None
    )
    write_agreement(placement, by=student.user)
    open_gates(placement, by=student.user)
    return placement


@pytest.mark.parametrize("module", MODULES)
def test_the_pages_of_the_access_table(request, module, people, violations):
    rows = importlib.import_module(f"tests.access.{module}").ROWS
    found = {}

    for row in rows:
        actor = _actor(row)
        if actor and row.url not in FRAGMENTS:
            address = _address(request, row)
            if not address.endswith(FILES):
                found[f"{address} as {actor}"] = violations(people[actor], address)

    assert {page: errors for page, errors in found.items() if errors} == {}


def _actor(row):
    """The one among those who see the page who has most to do there."""
    seen_by = [actor for actor, status in row.statuses.items() if status == 200] if row.method == "get" else []
    order = (
        "student", "hr", "mentor", "faculty", "coordinator", "supervisor", "office", "leadership", "operator",
        "visitor", "stranger",
    )  # fmt: skip
    return min(seen_by, key=order.index, default=None)


def _address(request, row):
    kwargs = {key: value(request.getfixturevalue) if callable(value) else value for key, value in row.kwargs.items()}
    if row.obj:
        kwargs["pk"] = request.getfixturevalue(row.obj).pk
    return reverse(row.url, kwargs=kwargs or None) + row.query


def test_the_pages_for_everybody(violations, operator):
    named = ("offline", "account_login", "account_reset_password", "account_reset_password_done", "demo:mail_list")
    addresses = [*cms.built(), *map(reverse, named)]

    found = {address: violations(None, address) for address in addresses}

    assert {page: errors for page, errors in found.items() if errors} == {}


def test_the_pages_of_failures(violations, settings, student, position):
    settings.ROOT_URLCONF = "tests.ops.test_errors"
    edit = reverse("recruitment:position_edit", args=[position.pk])

    found = violations(None, "/no-such-page/", 404)
    found += violations(student.user, edit, 403)
    found += violations(None, "/fails/", 500)

    assert found == []


def test_the_pages_of_an_account(violations, student):
    names = ["account_change_password", "account_email", "mfa_index", "account_reauthenticate"]
    EmailAddress.objects.create(user=student.user, email=student.user.email, primary=True, verified=True)
    student.user.set_password(PASSWORD)
    student.user.save()

    found = {name: violations(student.user, reverse(name)) for name in names}
    _type_the_password(violations.pages[student.user])
    found |= {name: violations(student.user, reverse(name)) for name in ("mfa_activate_totp", "account_logout")}

    assert {page: errors for page, errors in found.items() if errors} == {}


def _type_the_password(page):
    """On the page that asks for it again; whoever has done so may change how to sign in."""
    page.goto(reverse("account_reauthenticate"))
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_load_state()


def test_the_pages_behind_links(violations, application, enterprise, letter_to):
    mentor = _without_account(factories.member(Role.MENTOR, enterprise))
    signatory = _without_account(factories.member(Role.HR, enterprise))
    guardian = internships.guardian_of(application.student)
    placement = internships.PlacementFactory(application=application, mentor=mentor)
    addresses = []
    for person, write in (
        (mentor, lambda: internships.submitted(internships.WeeklyLogFactory(placement=placement))),
        (mentor, lambda: internships.graded(placement)),
        (signatory, lambda: write_agreement(placement, by=mentor)),
        (guardian, lambda: ask_consent(placement, by=mentor)),
    ):
        write()
        addresses.append(letter_to(person.email))

    found = {address: violations(None, address) for address in addresses}
    ActionLink.objects.update(expires_at="2020-01-01T00:00Z")
    found["expired"] = violations(None, addresses[0], 410)

    assert {page: errors for page, errors in found.items() if errors} == {}


def _without_account(user):
    user.set_unusable_password()
    user.save()
    return user
