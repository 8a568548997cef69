"""The job behind an uploaded résumé: read it in a child, find skills, propose them to the student."""

from django.db import transaction

from marketplace import notices, realtime
from marketplace.models import SkillEvidence
from marketplace.states import EvidenceClass
from recruitment.models import ProposedClaim, ResumeUpload
from recruitment.reading.parent import Reading
from recruitment.reading.parent import read as read_file
from recruitment.skill_finder import finder
from recruitment.states import ReadProblem, UploadState


def read(upload_id):
    """Read the upload if it still waits; a second time does nothing."""
    upload = (
        ResumeUpload.objects.select_related("student__user").filter(pk=upload_id, status=UploadState.QUEUED).first()
    )
    if upload is None:
        return
    try:
        with upload.file.open("rb") as file:
            reading = read_file(file.read())
    except FileNotFoundError:
        reading = Reading(error=ReadProblem.GONE)
    _keep(upload, reading)


@transaction.atomic
def _keep(upload, reading):
    status = UploadState.FAILED if reading.error else UploadState.READ
    kept = ResumeUpload.objects.filter(pk=upload.pk, status=UploadState.QUEUED).update(
        status=status, error=reading.error, text=reading.text, pages=reading.pages
    )
    if not kept:
        return
    if not reading.error:
        _propose(upload, reading.text)
    kind = "upload_failed" if reading.error else "upload_read"
    notices.send(upload.student.user, kind, path=upload.get_absolute_url(), name=upload.name)
    realtime.announce(upload.student.user, "uploads")


def _propose(upload, text):
    """Skills in the text that the student has not claimed yet."""
    known = SkillEvidence.objects.filter(student=upload.student, evidence_class=EvidenceClass.CLAIMED)
    claimed = set(known.values_list("skill_id", flat=True))
    found = finder().find(text)
    ProposedClaim.objects.bulk_create(
        [ProposedClaim(upload=upload, skill_id=pk, found=name) for pk, name in found.items() if pk not in claimed],
        ignore_conflicts=True,
    )
