from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace import policy
from marketplace.models import Enterprise
from recruitment.models.position import Position
from recruitment.states import ImportState, RowState


class PositionImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The imports of the enterprises whose data `user` may change."""
        ours = policy.visible(Enterprise.objects.all(), user, "change_enterprise")
        return self.filter(enterprise__in=ours.values("pk"))


class PositionImport(models.Model):
    """A file of positions: its columns, and how far the worker has come with its rows."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="imports")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    file = models.FileField(upload_to="imports/%Y/%m/")
    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)  # {field of a position: column of the file}
    total = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    beat_at = models.DateTimeField(null=True)  # when the worker last said that it is alive
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = PositionImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["enterprise", "sha256"], name="one_import_per_file")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("recruitment:import_detail", args=[self.pk])

    def counts(self):
        """`{status of a row: how many}`, all states present. One query."""
        found = dict(self.rows.order_by().values_list("status").annotate(models.Count("pk")))
        return {status: found.get(status, 0) for status in RowState}


class ImportRow(models.Model):
    """What became of one row of the file; a row that is here is not read again."""

    source = models.ForeignKey(PositionImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=RowState)
    position = models.ForeignKey(Position, on_delete=models.SET_NULL, null=True, related_name="+")
    problems = models.JSONField(default=list)  # [[column, problem code, value]]
    skills = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="one_result_per_row")]

    def __str__(self):
        return f"{self.source} {self.number}"
