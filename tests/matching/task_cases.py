"""For every task of the product a state in which it has work to do: the task's arguments, or nothing runs here."""

from datetime import timedelta

from django.apps import apps
from django.core.files.base import ContentFile
from django.utils import timezone

from marketplace import links, notices
from marketplace.models import Notice
from matching.outcomes import services as outcomes
from matching.rounds import jobs
from matching.rounds import services as rounds
from recruitment.models import PositionImport
from tests import factories
from tests import internship_factories as internships
from tests.matching import outcomes as decisions

ROWS = "岗位名称,职位描述\n" + "".join(
    f"{name},装配\n" for name in ("钳工实习生", "车工实习生", "铣工实习生", "焊工实习生")
)
OURS = ("search", "marketplace", "recruitment", "internships", "curricula", "matching", "cms")
TABLES_OF = {*OURS, "guardian", "django_tasks_database"}
KEYS = {"AutoField", "BigAutoField", "ForeignKey", "OneToOneField", "UUIDField"}
MADE_ANEW = {"object_id", "hash", "previous_hash", "salt", "token_hash", "args_kwargs"}
CASES = {}


def case(path):
    """Register `function(fixture getter) -> arguments` as the case of the task at `path`."""

    def register(function):
        CASES[path] = function
        return function

    return register


@case("marketplace.tasks.send_link")
def link(get):
    student = get("student")
    application = factories.ApplicationFactory(position=get("position"), student=student)
    return [links.issue(application, ["accept"], student.user, by=get("hr")).pk]


@case("marketplace.tasks.mail_notices")
def news(get):
    users = [get("hr"), get("student").user]
    notices.send(users, "round_opened", round="秋季", until="2027-01-01")
    return [[user.pk for user in users]]


@case("search.tasks.index_documents")
def documents(get):
    return ["position", [get("position").pk]]


@case("recruitment.tasks.read_upload")
def upload(get):
    text = ContentFile("熟悉PLC编程".encode(), name="resume.txt")
    return [factories.ResumeUploadFactory(student=get("student"), status="queued", file=text).pk]


@case("recruitment.tasks.run_import")
def positions(get):
    file = ContentFile(ROWS.encode(), name="positions.csv")
    made = factories.PositionImportFactory(
        enterprise=get("enterprise"), created_by=get("hr"), status="queued", total=4, file=file
    )
    return [made.pk]


@case("matching.tasks.rescore_position")
def ranked_position(get):
    get("attest")(get("student"), get("skills")[0], 3)
    return [get("position").pk]


@case("matching.tasks.rescore_student")
def ranked_student(get):
    ranked_position(get)
    return [get("student").pk]


@case("matching.tasks.rank_everything")
def everything(get):
    ranked_position(get)
    return []


@case("matching.tasks.train_version")
def version(get):
    decisions.market(lambda levels, chance: levels[:, 1] + chance.random(len(levels)), years=2)
    return [outcomes.request_training().pk]


@case("internships.tasks.follow_up_week")
def week(get):
    mentor, placement = get("mentor"), get("placement")
    mentor.set_unusable_password()
    mentor.save()
    entries = [{"task": "检查设备参数并记录数据，导师讲解了伺服驱动器的调试流程，校准两个传感器。"}]
    for weeks_ago in (2, 1):
        log = internships.submitted(
            internships.WeeklyLogFactory(placement=placement, weeks_ago=weeks_ago, entries=entries)
        )
    return [log.pk]


def new_round(get):
    get("position")
    tomorrow = timezone.localdate() + timedelta(days=1)
    return rounds.create_round(get("plan"), by=get("internship_office"), name="秋季", wishes_until=tomorrow)


def open_round(get):
    made = new_round(get)
    jobs.prepare(made.pk)
    rounds.open_round(made, by=get("internship_office"))
    return made


def asked_round(get):
    made = open_round(get)
    jobs.ask(made.pk)
    return made


def closed_round(get):
    made = asked_round(get)
    student = get("student")
    rounds.give_wishes(made.participants.get(student=student), [get("position").pk], by=student.user)
    rounds.close_round(made, by=get("internship_office"))
    return made


def published_round(get):
    made = closed_round(get)
    jobs.freeze(made.pk)
    made.refresh_from_db()
    rounds.publish_round(made, by=get("internship_office"), method="stable")
    return made


def cancelled_round(get):
    made = asked_round(get)
    rounds.cancel_round(made, by=get("internship_office"), reason="没有岗位")
    return made


for name, state in {
    "prepare_round": new_round,
    "ask_students": open_round,
    "freeze_round": closed_round,
    "recommend_round": published_round,
    "call_off_round": cancelled_round,
}.items():
    CASES[f"matching.tasks.{name}"] = lambda get, state=state: [state(get).pk]


def time_passes():
    """Long enough for what a dead worker claimed to be free again."""
    long_ago = timezone.now() - timedelta(minutes=2)
    PositionImport.objects.filter(beat_at__isnull=False).update(beat_at=long_ago)
    Notice.objects.filter(claimed_at__isnull=False).update(claimed_at=long_ago)


def database(*, keys=True):
    """`{table: its rows, sorted}` without times; without `keys`, nor what differs when a row is made again."""
    models = [model for model in apps.get_models() if model._meta.app_label in TABLES_OF]
    return {model._meta.label: sorted(map(repr, _rows(model, keys))) for model in models}


def _rows(model, keys):
    fields = [field for field in model._meta.concrete_fields if field.get_internal_type() != "DateTimeField"]
    fields = [field for field in fields if field.name != "milliseconds"]
    if not keys:
        fields = [field for field in fields if field.get_internal_type() not in KEYS and field.name not in MADE_ANEW]
    rows = model._base_manager.all()
    return rows.values_list(*[field.attname for field in fields]) if fields else [()] * rows.count()
