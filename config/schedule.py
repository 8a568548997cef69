"""What the clock does, in this order: `manage.py tick`."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config import statistics
from internships.services import clock
from marketplace import audit, once, queue, searches
from marketplace.models import AuditRoot, TransitionLog
from marketplace.schedule import HOUR, register
from matching import services as matching
from matching.outcomes import services as outcomes
from matching.rounds import services as rounds
from recruitment import services as recruitment

INTERNSHIPS = {
    "started": _("Internships that begin"),
    "weeks": _("Weeks of logs that open"),
    "risk": _("Logs that wait: risk"),
    "sheets": _("Grade sheets that open"),
    "final": _("Grades that become final"),
    "completed": _("Internships that end"),
}
KEPT_DAYS, FAILED_KEPT_DAYS = 14, 90


def sign_hourly():
    last = AuditRoot.objects.order_by("-pk").first()
    newest = TransitionLog.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    hour_ago = timezone.now() - timedelta(hours=1)
    if newest and (not last or (last.at < hour_ago and last.last_id < newest)):
        audit.sign_root()


def prune():
    """Forget finished tasks, and workers that died long ago."""
    call_command(
        "prune_db_task_results", queue_name="*", min_age_days=KEPT_DAYS, failed_min_age_days=FAILED_KEPT_DAYS,
        verbosity=0,
    )  # fmt: skip
    queue.forget_workers()


def command(name, **options):
    """A step that runs a management command; what it finds wrong (CommandError) is the error of the step."""
    return lambda: call_command(name, verbosity=0, **options)


def register_all():
    register("requeue", _("Tasks whose worker died"), queue.requeue)
    register("expire_positions", _("Positions that expire"), recruitment.expire_positions)
    register("lapse_offers", _("Offers that lapse"), recruitment.lapse_offers)
    register("lapse_invitations", _("Invitations that lapse"), matching.lapse_invitations)
    register("rank_at_night", _("Ranking of everything, at night"), matching.rank_at_night, every=HOUR)
    register("lapse_recommendations", _("Recommendations that lapse"), rounds.lapse_recommendations)
    register("train_when_due", _("Learning from decisions, monthly"), outcomes.train_when_due, every=HOUR)
    for name, step in clock.STEPS.items():
        register(name, INTERNSHIPS[name], step, every=HOUR)
    register("forget_sent_forms", _("Keys of sent forms that are forgotten"), once.forget, every=HOUR)
    register("forget_searches", _("Searches that are forgotten"), searches.forget, every=HOUR)
    register("send_digests", _("Mail with unread news"), command("send_digests"))
    register("sign_root", _("Signature of the audit log"), sign_hourly)
    register("prune", _("Finished tasks that are forgotten"), prune, hour=2)
    register("gather_statistics", _("Statistics of the tables"), statistics.gather, hour=2)
    register("check_audit", _("Check of the audit log"), command("check_audit"), hour=2)
    register("check_grants", _("Check of all permissions"), command("check_grants"), hour=3)
    register("check_search", _("Comparison of search and database"), command("check_search", repair=True), hour=4)
