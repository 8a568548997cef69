"""Background work: ids in, a job called."""

from django_tasks import task

from recruitment import uploads
from recruitment.importing import job


@task()
def read_upload(upload_id):
    uploads.read(upload_id)


@task()
def run_import(import_id):
    job.run(import_id)
