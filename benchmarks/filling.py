"""What a college of that size has more of than the demo builds: refused applications, and longer weeks.

Per student 2.4 applications and 12 entries of logs, with the grants and histories that they have in the product.
"""

from collections import defaultdict
from datetime import timedelta
from random import Random

from django.db import transaction

from config.demo.ledger import Ledger
from config.demo.rows import insert
from internships.models import LogEntry
from recruitment.models import Application, Position

APPLICATIONS, ENTRIES = 2.4, 12  # per student
BATCH = 5_000


@transaction.atomic
def fill(students):
    """Add what is missing; return whether anything was."""
    applications = round(APPLICATIONS * students) - Application.objects.count()
    entries = ENTRIES * students - LogEntry.objects.count()
    add_applications(applications)
    add_entries(entries)
    return max(applications, entries) > 0


def add_applications(wanted):
    """Refused ones, each by a student who applied elsewhere in those weeks, with the same résumé."""
    chance, made = Random("applications"), []
    positions = list(Position.objects.exclude(state="draft").select_related("enterprise", "created_by"))
    applied = defaultdict(set)
    for student, position in Application.objects.values_list("student", "position"):
        applied[student].add(position)
    models = Application.objects.select_related("student__user").order_by("pk")
    for model in models.iterator(chunk_size=BATCH):
        if wanted <= 0:
            break
        position = chance.choice(positions)
        if position.pk not in applied[model.student_id]:
            applied[model.student_id].add(position.pk)
            made.append((model, position))
            wanted -= 1
        if len(made) >= BATCH:
            write(made)
            made = []
    write(made)


def write(pairs):
    ledger, rows = Ledger(), []
    for model, position in pairs:
        row = Application(
            position=position, student=model.student, message=model.message, resume=model.resume,
            consent_version=model.consent_version, consented_at=model.consented_at, created_at=model.created_at,
            reject_reason="skills", reject_words="技能要求不符合",
        )  # fmt: skip
        ledger.begin(row, by=model.student.user, at=model.created_at)
        reason = {"reason": row.reject_words, "data": {"reason": "skills", "missing_skills": []}}
        ledger.move(row, "reject", by=position.created_by, at=model.created_at + timedelta(hours=20), **reason)
        rows.append(row)
    ledger.write(rows)


def add_entries(wanted):
    """One more entry for week after week, in the words of the entry before."""
    last = LogEntry.objects.order_by("log", "-position").iterator(chunk_size=BATCH)
    rows, seen = [], None
    for entry in last:
        if wanted <= 0:
            break
        if entry.log_id == seen:
            continue
        seen = entry.log_id
        for more in (1, 2):
            text = f"{entry.task}（{more}）"[:500]
            rows.append(
                LogEntry(
                    log_id=entry.log_id,
                    position=entry.position + more,
                    on=entry.on,
                    task=text,
                    skill_id=entry.skill_id,
                    difficulty=entry.difficulty,
                    next_step=entry.next_step,
                )
            )
        wanted -= 2
    insert(rows)
