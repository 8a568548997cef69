"""The evening of a Sunday: many students write their week, save it as they go, and hand it in.

The peak of a college of 25,000 (8,300 at work, 70 % hand in between seven and ten): 2.2 submits and 8 autosaves a
second. Every student here saves four drafts and submits.
"""

from datetime import timedelta
from random import Random

from django.urls import reverse
from django.utils import timezone

from benchmarks.sessions import cookie
from internships.models import Placement, WeeklyLog
from internships.services import monday
from internships.work_states import EDITABLE

SUBMITS, SAVES = 2.2, 8.0  # a second, at the peak
APART = 41  # requests of others between two of one student
DRAFTS = 4  # autosaves before a week is handed in: 8.0 / 2.2, rounded up
WORDS = (  # noqa: SIM905  a list of sixty strings reads worse
    "检查 设备 参数 记录 数据 导师 讲解 工艺 流程 调试 程序 测量 尺寸 更换 刀具 清洁 工位 核对 图纸 整理 工具 练习 焊接"
    " 观察 产线 统计 缺陷 分析 原因 编写 报告 参加 班会 学习 安全 规程 操作 机床 校准 传感器 安装 线缆 测试 接口 备份"
).split()


def writers(wanted):
    """`[(placement, week, version)]` of students at work whose week can still be written, the same every time."""
    week = monday(timezone.localdate())
    at_work = Placement.objects.at_work().filter(started_on__lte=week, ends_on__gte=week)
    open_logs = WeeklyLog.objects.filter(
        state__in=EDITABLE, placement__in=at_work, week_on__gte=week - timedelta(days=49)
    )
    rows = open_logs.select_related("placement__student__user").order_by("version", "-week_on", "pk")[: 3 * wanted]
    found = {}
    for log in rows:
        found.setdefault(log.placement_id, (log.placement, log.week_on, log.version))
    return list(found.values())[:wanted]


def story(placement, week, version):
    """The requests of one student's evening, one after the other."""
    chance, who = Random(f"{placement.pk}/{week}/{version}"), cookie(placement.student.user)
    rows = []
    for draft in range(DRAFTS):
        form = written(chance, week, version + draft, 1 + draft // 2)
        path = reverse("internships:log_autosave", args=[placement.pk])
        rows.append({"name": "autosave", "path": path, "cookie": who, "form": form, "expect": 200})
    form = written(chance, week, version + DRAFTS, 2) | {"submit": "1"}
    path = reverse("internships:log_week", args=[placement.pk])
    rows.append({"name": "submit", "path": path, "cookie": who, "form": form, "expect": 302})
    return rows


def written(chance, week, version, entries):
    form = {
        "week_on": week.isoformat(), "version": version, "days_worked": 5, "note": "",
        "entries-TOTAL_FORMS": entries, "entries-INITIAL_FORMS": 0,
        "entries-MIN_NUM_FORMS": 0, "entries-MAX_NUM_FORMS": 15,
    }  # fmt: skip
    for place in range(entries):
        said = {"position": place, "on": week.isoformat(), "task": sentence(chance, 40), "skill": ""}
        said |= {"difficulty": sentence(chance, 12), "next_step": sentence(chance, 8)}
        form |= {f"entries-{place}-{name}": value for name, value in said.items()}
    return form


def sentence(chance, count):
    return "".join(chance.choice(WORDS) for _ in range(count)) + "。"


def closed(stories, clients):
    """One list of requests per client: whole evenings, one student after the other."""
    return [[request for story in stories[place::clients] for request in story] for place in range(clients)]


def interleaved(stories):
    """One list in the order of a busy evening: drafts and submits mixed, some seconds between those of one student."""
    rows = [
        (number * len(story) + place * APART, request)
        for number, story in enumerate(stories)
        for place, request in enumerate(story)
    ]
    return [request for _, request in sorted(rows, key=lambda row: row[0])]
