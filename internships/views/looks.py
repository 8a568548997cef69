"""What a person of an enterprise sees of a student here is kept, for the student to read."""

from marketplace import privacy


def seen(request, obj, placement, what):
    """Keep that the person looked at `obj`, which belongs to `placement`. Raises TooManyViews."""
    privacy.look(request.user, [(obj, placement.student_id)], what=what, memberships=request.memberships)


def seen_all(request, objects, what, placement_of=lambda obj: obj):
    """The same of a page of a list, in one query."""
    rows = [(obj, placement_of(obj).student_id) for obj in objects]
    privacy.look(request.user, rows, what=what, memberships=request.memberships)
