"""What a person of an enterprise sees of a student here is kept, for the student to read."""

from marketplace import privacy


def seen(request, obj, placement, what):
    """Keep that the person looked at `obj`, which belongs to `placement`. Raises TooManyViews."""
    privacy.look(request.user, [(obj, placement.student_id)], what=what, memberships=request.memberships)


def seen_all(request, objects, what, placement_of=lambda obj: obj):
    """The same of a page of a list, in one query."""
    rows = [(obj, placement_of(obj).student_id) for obj in objects]
    privacy.look(request.user, rows, what=what, memberships=request.memberships)


def seen_rows(request, rows, model, what):
    """The same of rows of values: each with the key and the `student_id` of an object of `model`."""
    if any(membership.enterprise_id for membership in request.memberships):
        seen_all(request, [model(pk=row.pk, student_id=row.student_id) for row in rows], what)
