"""Background work of the matcher; every task may run twice with the effect of once."""

from django_tasks import task

from matching import runs
from matching.outcomes import jobs as outcomes
from matching.rounds import jobs


@task()
def rescore_position(position_id):
    runs.rescore_position(position_id)


@task()
def rescore_student(student_id):
    runs.rescore_student(student_id)


@task()
def prepare_round(round_id):
    jobs.prepare(round_id)


@task()
def ask_students(round_id):
    jobs.ask(round_id)


@task()
def freeze_round(round_id):
    jobs.freeze(round_id)


@task()
def recommend_round(round_id):
    jobs.recommend(round_id)


@task()
def call_off_round(round_id):
    jobs.call_off(round_id)


@task()
def train_version(version_id):
    outcomes.train(version_id, serves=rank_everything.enqueue)


@task()
def rank_everything():
    outcomes.rank_everything()
