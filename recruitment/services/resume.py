"""What students do with their résumé, its uploads, and the skills found in them."""

import hashlib
import secrets

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace import evidence, signals
from marketplace.models import Student
from marketplace.states import EvidenceClass
from recruitment import tasks
from recruitment.models import ProposedClaim, Resume, ResumeEntry, ResumeUpload
from recruitment.reading import kinds, limits
from recruitment.services.files import shown_name
from recruitment.states import ClaimState, ReadProblem

MAX_UPLOADS = 20


@transaction.atomic
def save_resume(student, *, by, entries=(), **fields):
    """Write the résumé of `student` as given: `entries` replace those that were there."""
    _check_is(student, by)
    resume = Resume.objects.select_for_update(of=("self",)).get_or_create(student=student)[0]
    for name, value in fields.items():
        setattr(resume, name, value)
    resume.full_clean()
    resume.save()
    rows = [ResumeEntry(resume=resume, **entry) for entry in entries]
    for row in rows:
        row.full_clean(exclude=["resume"])
    resume.entries.all().delete()
    ResumeEntry.objects.bulk_create(rows)
    signals.profile_changed.send(Student, students={student.pk})
    return resume


@transaction.atomic
def upload_resume(student, *, by, file):
    """Take a PDF or DOCX and have it read in the background; the same file twice is one upload.

    Raises ValidationError with a code of `ReadProblem`, or too_many. The name of the file decides nothing.
    """
    _check_is(student, by)
    if file.size > limits.MAX_BYTES:
        raise ValidationError(ReadProblem.TOO_BIG.label, code=ReadProblem.TOO_BIG)
    content = file.read(limits.MAX_BYTES + 1)
    kind = kinds.kind_of(content)
    if kind in ReadProblem.values:
        raise ValidationError(ReadProblem(kind).label, code=kind)
    digest = hashlib.sha256(content).hexdigest()
    Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
    known = student.uploads.filter(sha256=digest).first()
    if known:
        return known
    if student.uploads.count() >= MAX_UPLOADS:
        raise ValidationError(_("Please delete an old upload first: there are twenty."), code="too_many")
    upload = ResumeUpload(student=student, name=shown_name(file.name), size_bytes=len(content), sha256=digest)
    upload.file.save(f"{secrets.token_hex(16)}.{kind}", ContentFile(content), save=True)
    tasks.read_upload.enqueue(upload.pk)
    return upload


@transaction.atomic
def delete_upload(upload, *, by):
    """Delete a file and the claims it proposed; evidence that was given from them stays."""
    _check_is(upload.student, by)
    file = upload.file
    upload.delete()
    transaction.on_commit(lambda: file.storage.delete(file.name))


@transaction.atomic
def confirm_claim(claim, *, by, level):
    """The student says: I can do this, at `level` 1–5. It becomes evidence of the class claimed, once."""
    claim = _locked(claim, by)
    if claim.status == ClaimState.CONFIRMED:
        return
    claim.level, claim.status = level, ClaimState.CONFIRMED
    claim.full_clean(exclude=["upload", "skill"])
    claim.save(update_fields=["level", "status"])
    student = claim.upload.student
    evidence.record(student, claim.skill, level, EvidenceClass.CLAIMED, source=claim, note=claim.upload.name, by=by)
    signals.profile_changed.send(Student, students={student.pk})


@transaction.atomic
def dismiss_claim(claim, *, by):
    """The student says: this is not a skill of mine. What was confirmed stays."""
    claim = _locked(claim, by)
    if claim.status == ClaimState.PROPOSED:
        claim.status = ClaimState.DISMISSED
        claim.save(update_fields=["status"])


def _locked(claim, by):
    rows = ProposedClaim.objects.select_for_update(of=("self",)).select_related("upload__student", "skill")
    claim = rows.get(pk=claim.pk)
    _check_is(claim.upload.student, by)
    return claim


def _check_is(student, by):
    if student.user_id != by.pk:
        raise PermissionDenied
