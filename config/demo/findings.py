"""What the law said about many objects of one model, kept as `law.store.keep` does one by one."""

from dataclasses import asdict

from django.contrib.contenttypes.models import ContentType

from config.demo.rows import insert
from marketplace.law import check
from marketplace.models import LawCheck


class Findings:
    """The records of one model, until they are written."""

    def __init__(self, model):
        self.content_type_id = ContentType.objects.get_for_model(model).pk
        self.rows = []

    def keep(self, obj, found, *, by, at, override=None):
        """Note what was `found` about `obj`; `override(finding)` gives the reason for each that wants one."""
        overrides = [override(finding) for finding in check.needs_reason(found)] if override else []
        self.rows.append(
            LawCheck(
                content_type_id=self.content_type_id,
                object_id=obj.pk,
                at=at,
                by_id=by and by.pk,
                findings=[finding.as_json() for finding in found],
                overrides=[asdict(each) for each in overrides],
            )
        )

    def write(self):
        insert(self.rows)
