from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from tests.access.marketplace import everyone
from tests.access.table import Row

OPERATORS = everyone(404, visitor=302, operator=200)


def parked(fixture):
    fixture("db")
    made = DBTaskResult.objects.create(
        status="FAILED", task_path="matching.tasks.freeze_round", backend_name="default", run_after=get_date_max(),
        args_kwargs={"args": [7], "kwargs": {}}, worker_ids=["w"] * 5, finished_at=timezone.now(),
        exception_class_path="builtins.ValueError", traceback="ValueError: no such round\n",
    )  # fmt: skip
    return made.pk


ROWS = [
    Row("marketplace:task_list", OPERATORS),
    Row("marketplace:task_retry", everyone(404, visitor=302, operator=302), kwargs={"pk": parked}, method="post"),
    Row("marketplace:task_retry_all", everyone(404, visitor=302, operator=302), method="post", data={"task": "x"}),
    Row(
        "marketplace:task_discard",
        everyone(404, visitor=302, operator=302),
        kwargs={"pk": parked},
        method="post",
        data={"reason": "x"},
    ),
]
