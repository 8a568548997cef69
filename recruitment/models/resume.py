from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.models import Skill, Student
from recruitment.states import ClaimState, UploadState


class Resume(models.Model):
    """A student's résumé: words about oneself, and entries in sections. Skills come from the evidence."""

    student = models.OneToOneField(Student, on_delete=models.CASCADE, related_name="resume")
    headline = models.CharField(_("headline"), max_length=120, blank=True)
    about = models.TextField(_("about me"), blank=True, max_length=2000)
    available_from = models.DateField(_("available from"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self):
        return str(self.student)


class ResumeEntry(models.Model):
    class Section(models.TextChoices):
        EDUCATION = "education", _("education")
        EXPERIENCE = "experience", _("practice and work")
        PROJECT = "project", _("projects")
        CERTIFICATE = "certificate", _("certificates")
        AWARD = "award", _("awards")

    resume = models.ForeignKey(Resume, on_delete=models.CASCADE, related_name="entries")
    section = models.CharField(_("section"), max_length=20, choices=Section)
    title = models.CharField(_("title"), max_length=120)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True, max_length=2000)

    class Meta:
        ordering = ["section", "-starts_on", "pk"]

    def __str__(self):
        return self.title


class ResumeUploadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A student's own: a file goes to nobody else."""
        return self.filter(student__user=user)


class ResumeUpload(models.Model):
    """An uploaded file, read in a child process; its text proposes skills to the student."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="uploads")
    file = models.FileField(upload_to="resumes/%Y/%m/")
    name = models.CharField(max_length=200)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=UploadState, default=UploadState.QUEUED)
    error = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    pages = models.PositiveSmallIntegerField(null=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = ResumeUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["student", "sha256"], name="one_upload_per_file")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("recruitment:upload_detail", args=[self.pk])


class ProposedClaim(models.Model):
    """A skill found in an upload, waiting for the student's word and level."""

    upload = models.ForeignKey(ResumeUpload, on_delete=models.CASCADE, related_name="claims")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+")
    found = models.CharField(max_length=120)
    level = models.PositiveSmallIntegerField(null=True, validators=[MinValueValidator(1), MaxValueValidator(5)])
    status = models.CharField(max_length=10, choices=ClaimState, default=ClaimState.PROPOSED)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["upload", "skill"], name="one_claim_per_skill_of_an_upload")]

    def __str__(self):
        return f"{self.upload}: {self.skill}"
