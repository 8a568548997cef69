"""The evidence of a proposal, frozen: plain data that says the same in ten years, whatever the tables say then."""

from django.utils import timezone

from curricula import gap, indicators

POSTS_KEPT = 50


def freeze(programme, table, row, *, cohort=None):
    """The numbers of `row` with their n and definitions, and the posts behind the demand. No student is named."""
    posts = gap.posts_behind(programme, row.skill, table.until)[:POSTS_KEPT]
    return {
        "on": table.until.isoformat(),
        "cohort": cohort,
        "skill": {"code": row.skill.code, "zh": row.skill.zh, "en": row.skill.en},
        "demand": round(row.demand, 2),
        "n_posts": row.n_posts,
        "n_openings": row.n_openings,
        "trend": {"percent": row.trend.percent, "n_now": row.trend.n_now, "n_before": row.trend.n_before},
        "required": _rounded(row.required),
        "attained": _attained(row.attained),
        "gap": _rounded(row.shown_gap),
        "plan_gap": _rounded(row.shown_plan_gap),
        "rejections": {"part": row.rejections.part, "n": row.rejections.n, "percent": row.rejections.percent},
        "coverage": [{"course": cell.code, "kind": cell.kind, "level": cell.level} for cell in row.cells],
        "posts": [_post(requirement) for requirement in posts],
        "definitions": {
            "window_quarters": indicators.WINDOW_QUARTERS,
            "half_life_quarters": indicators.HALF_LIFE_QUARTERS,
            "weights": {"must": indicators.MUST_WEIGHT, "nice": indicators.NICE_WEIGHT},
            "min_n": indicators.MIN_N,
        },
    }


def _attained(attained):
    return {
        "mean": _rounded(attained.mean),
        "class": attained.evidence_class and int(attained.evidence_class),
        "n": attained.n,
    }


def _post(requirement):
    position = requirement.position
    return {
        "id": position.pk,
        "title": position.title,
        "enterprise": position.enterprise.name,
        "on": timezone.localtime(position.opened_at).date().isoformat(),
        "openings": position.openings,
        "level": requirement.level,
        "must": requirement.must,
    }


def _rounded(number):
    return None if number is None else round(float(number), 2)
