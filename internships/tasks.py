"""Background work: ids in, a job called."""

from django_tasks import task

from internships import invitations, likeness


@task()
def follow_up_week(log_id):
    """What comes of a week that was handed in, and nobody waits for."""
    invitations.ask_mentor_of(log_id)
    likeness.compare(log_id)
