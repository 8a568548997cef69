"""Background work of the matcher; every task may run twice with the effect of once."""

from django_tasks import task

from matching import runs


@task()
def rescore_position(position_id):
    runs.rescore_position(position_id)


@task()
def rescore_student(student_id):
    runs.rescore_student(student_id)
