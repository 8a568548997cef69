"""How many students positions and enterprises may still get by law. Source: domain.md L12 (10 % and 20 %)."""

from django.utils import timezone

from marketplace.law import store
from marketplace.law.check import current
from marketplace.law.codes import Subject
from marketplace.law.facts import jurisdiction_of
from recruitment import interns


def of_law(positions):
    """`({position id: cap}, {enterprise id: cap})` of what is left after the interns who are there already.

    None: the number of employees was not declared. An enterprise whose positions declare different numbers gets the
    least. One query per position.
    """
    posts, enterprises, rules = {}, {}, store.all_rules()
    for position in positions:
        percent = shares(position, rules)
        ours, here = interns.count(position, position.starts_on or timezone.localdate())
        posts[position.pk] = _left(
            position.same_post_staff, percent["percent_of_post"], here, position.same_post_interns_elsewhere
        )
        cap = _left(position.staff_on_post, percent["percent_of_staff"], ours, position.interns_elsewhere)
        known = [each for each in (enterprises.get(position.enterprise_id), cap) if each is not None]
        enterprises[position.enterprise_id] = min(known, default=None)
    return posts, enterprises


def shares(position, rules):
    """The thresholds in force where the position is: {percent_of_staff, percent_of_post}."""
    rules = current(rules, timezone.localdate(), jurisdiction_of(position.region))
    return next(rule.thresholds for rule in rules if rule.code == "L12" and rule.applies_to == Subject.POSITION)


def _left(staff, percent, interns_here, interns_elsewhere):
    if staff is None:
        return None
    return max(0, staff * percent // 100 - interns_here - (interns_elsewhere or 0))
