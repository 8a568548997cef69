"""Which column of a file is which field of a position: a guess by the usual names, for a person to correct."""

from django.utils.translation import gettext_lazy as _

from marketplace.vocabulary import fold

FIELDS = {
    "title": _("title"),
    "description": _("description"),
    "tasks": _("typical work tasks"),
    "city": _("city"),
    "pay": _("pay"),
    "openings": _("openings"),
    "starts_on": _("starts on"),
    "ends_on": _("ends on"),
    "closes_on": _("applications until"),
    "hours_per_day": _("hours per day"),
    "hours_per_week": _("hours per week"),
    "majors": _("majors"),
    "skills": _("skills"),
}
REQUIRED = ("title", "description")

NAMES = {
    "title": "title position post job 岗位名称 职位名称 岗位 职位 名称 标题",
    "description": "description text content 职位描述 岗位描述 岗位职责 工作内容 描述 职责",
    "tasks": "tasks 典型工作任务 工作任务 任务",
    "city": "city place location 城市 工作地点 工作城市 地点 所在城市",
    "pay": "pay salary wage 薪资 工资 月薪 日薪 实习津贴 报酬 薪酬 待遇",
    "openings": "openings headcount vacancies 人数 招聘人数 需求人数 名额",
    "starts_on": "start starts_on from 开始日期 开始时间 起始日期 实习开始",
    "ends_on": "end ends_on until 结束日期 结束时间 截止实习 实习结束",
    "closes_on": "deadline closes_on 截止日期 报名截止 投递截止 招聘截止",
    "hours_per_day": "hours_per_day 每日工时 每天工时",
    "hours_per_week": "hours_per_week 每周工时",
    "majors": "majors major 专业 专业要求 面向专业",
    "skills": "skills skill 技能 技能要求 岗位技能",
}


def guess(columns):
    """`{field: column}` for the columns whose name is usual; a column serves one field."""
    folded = {fold(column): column for column in columns}
    mapping = {}
    for field, names in NAMES.items():
        found = next((folded[name] for name in names.split() if name in folded), None)
        if found and found not in mapping.values():
            mapping[field] = found
    return mapping
