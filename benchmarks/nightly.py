"""The night of a province: `python -m benchmarks.nightly [--students 100000 --positions 10000 --workers 2]`.

Builds people, evidence and positions once in a folder of the temporary directory (or uses `VAR_DIR`), and measures:
every position ranked and written, in a round that is stopped once and goes on; then one position against everybody;
then fresh recommendations of one student. Beside seconds of the wall stand seconds of the processor, all processes
together: on two free cores the wall takes about half of them.
"""

import argparse
import os
import random
import resource
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np

FIELDS = "数控 机电 焊接 模具 汽车 电气 网络 数据 软件 会计 物流 护理 幼教 烹饪 旅游 建筑 测绘 化工 纺织 影视".split()  # noqa: SIM905
TOPICS = "编程 装调 检测 维修 制图 运营 管理 调试 分析 设计 操作 安全 工艺 采购 服务".split()  # noqa: SIM905
PHRASES = (
    *(
        "负责日常工作的记录与汇报",
        "熟悉岗位的操作规程和安全要求",
        "能够按照图纸完成零件的加工和检验",
        "维护生产现场的整洁",
    ),
    *("协助工程师完成设备的安装与调试", "参与需求分析并编写测试用例", "使用办公软件整理数据", "掌握常用工具的使用方法"),
    *("与客户沟通并及时反馈问题", "具有良好的团队合作精神", "参加过省级技能竞赛并获奖", "在实训中心完成综合项目"),
)
CITIES = "苏州 无锡 南京 杭州 武汉 成都 西安 长沙".split()  # noqa: SIM905
EVIDENCE_EACH, CLASS_SIZE, REQUIRED = 10, 50, 7


def prepare(students, positions):
    """Point Django at a database of that size, and fill it the first time."""
    folder = Path(tempfile.gettempdir()) / f"chanjiao-nightly-{students}-{positions}"
    os.environ.setdefault("VAR_DIR", str(folder))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from marketplace.models import Student

    call_command("migrate", verbosity=0)
    if not Student.objects.exists():
        with transaction.atomic():
            skills, majors = vocabulary()
            people(students, skills, majors)
            posts(positions, skills, majors)


def vocabulary():
    from marketplace.models import Major, Skill

    names = [field + topic for field in FIELDS for topic in TOPICS]
    skills = [Skill(code=f"s{n}", zh=name, en=f"skill {n}", cluster=name[:2]) for n, name in enumerate(names)]
    codes = [f"{category}{group:02}{number:02}" for category in range(41, 60) for group in (1, 3) for number in (1, 2)]
    majors = [Major(code=code, name=f"专业{code}", level="higher") for code in codes]
    return Skill.objects.bulk_create(skills), Major.objects.bulk_create(majors)


def people(count, skills, majors):
    """Students in classes; most evidence is of the skills of one's field, as in schools."""
    from marketplace.models import Department, School, SkillEvidence, Student, StudentClass, User

    school = School.objects.create(code="S1", name="江州职业技术学院", level="higher", region="320500")
    department = Department.objects.create(school=school, name="智能制造学院")
    entry = date.today().year - 2
    classes = StudentClass.objects.bulk_create(
        StudentClass(department=department, major=random.choice(majors), cohort=entry, name=f"班{n}")
        for n in range(count // CLASS_SIZE + 1)
    )
    users = User.objects.bulk_create((User(username=f"u{n}", name=f"学生{n}") for n in range(count)), batch_size=5_000)
    students = Student.objects.bulk_create(
        (
            Student(
                user=user, student_class=classes[n // CLASS_SIZE], student_no=f"{n:06}", birth_date=date(2004, 3, 5),
                preferred_cities=random.sample(CITIES, random.randrange(3)), ranking_opt_out=random.random() < 0.02,
            )
            for n, user in enumerate(users)
        ),
        batch_size=5_000,
    )  # fmt: skip
    on = date.today() - timedelta(days=100)
    for start in range(0, count, 10_000):
        SkillEvidence.objects.bulk_create(
            (
                SkillEvidence(
                    student=each, skill=skills[known], level=random.randint(1, 5), evidence_class=random.randint(1, 3),
                    on=on,
                )
                for each in students[start : start + 10_000]
                for known in known_by(each, len(skills))
            ),
            batch_size=10_000,
        )  # fmt: skip


def known_by(student, skills):
    own = int(student.student_class.major.code) * 7 % skills
    return {(own + random.randrange(40)) % skills for _ in range(EVIDENCE_EACH - 4)} | set(
        random.sample(range(skills), 4)
    )


def posts(count, skills, majors):
    from marketplace.models import Enterprise, User
    from marketplace.states import EnterpriseState
    from recruitment.models import Position, SkillRequirement
    from recruitment.states import PositionState

    hr = User.objects.create(username="hr", name="HR")
    enterprise = Enterprise.objects.create(
        credit_code="91320500MA0000001X", name="江州精密机械有限公司", industry_code="3429", region="320500",
        city="苏州", state=EnterpriseState.VERIFIED,
    )  # fmt: skip
    starts = [date.today() + timedelta(days=30 + 7 * week) for week in range(10)]
    positions = Position.objects.bulk_create(
        (
            Position(
                enterprise=enterprise, title=f"{random.choice(FIELDS)}实习生", region="320500",
                description="。".join(random.sample(PHRASES, 5)), city=random.choice(CITIES), created_by=hr,
                starts_on=(start := random.choice(starts)), ends_on=start + timedelta(days=180),
                minor_taboo=False, state=PositionState.OPEN,
            )
            for _ in range(count)
        ),
        batch_size=2_000,
    )  # fmt: skip
    through, standards = Position.majors.through, []
    asked = []
    for each in positions:
        chosen = random.sample(majors, 1)
        asked += [through(position=each, major=major) for major in chosen if random.random() < 0.8]
        own = int(chosen[0].code) * 7 % len(skills)
        near = [(own + step) % len(skills) for step in random.sample(range(40), REQUIRED)]
        standards += [
            SkillRequirement(
                position=each, skill=skills[known], level=random.randint(2, 4), must=n < 3, weight=random.randint(1, 5)
            )
            for n, known in enumerate(near)
        ]
    through.objects.bulk_create(asked, batch_size=5_000)
    SkillRequirement.objects.bulk_create(standards, batch_size=5_000)


def processor():
    """Seconds of the processor, of this process and of those that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def timed(what, run):
    start, used = time.perf_counter(), processor()
    result = run()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds, used = time.perf_counter() - start, processor() - used
    print(f"{what:<50} {seconds:7.2f} s, processor {used:7.2f} s, peak {peak:5.0f} MB", flush=True)
    return result


class Stopped(Exception):
    pass


def night(workers):
    """A round that is stopped at a third of its positions, and goes on."""
    from matching import nightly, runs
    from matching.models import Score

    told, stopped = [], []

    def report(done, of):
        told.append((done, time.perf_counter()))
        if 3 * done > of and not stopped:
            stopped.append(len(told))
            raise Stopped

    start, used = time.perf_counter(), processor()
    try:
        nightly.rank_everything(workers=workers, report=report)
    except Stopped:
        done, until = told[-1]
        print(f"  texts, words and market read, first batch written {told[0][1] - start:7.1f} s")
        print(f"  {done - told[0][0]:,} more positions ranked and written {until - told[0][1]:7.1f} s, then stopped")
    timed("the rest, after the market was read again", lambda: nightly.rank_everything(workers=workers, report=report))
    (first, began), (last, ended) = told[stopped[0]], told[-1]
    each = (ended - began) / (last - first) * 1000
    print(f"  {last - first:,} positions ranked and written {ended - began:7.1f} s, {each:.1f} ms each")
    print(f"  processor, all together {processor() - used:.0f} s; {Score.objects.count():,} scores stored")
    found = timed("market read", runs.market)
    print(f"  {found[1].candidates.ids.size:,} candidates in {found[1].megabytes:.0f} MB")
    return found


def one_position(matcher, market, rounds=100):
    from matching import adapter
    from recruitment.models import Position

    rows = Position.objects.published().filter(pk__in=Position.objects.order_by("?").values("pk")[:rounds])
    seconds = []
    for each in adapter.positions(rows, matcher.text):
        start = time.perf_counter()
        ranking = market.rank(matcher, each)
        matcher.explain_all(ranking, ranking.candidates.ids[ranking.order[:50]].tolist())
        seconds.append(time.perf_counter() - start)
    told("one position: shortlist 500, rank, explain 50", seconds, "60 must, 20 aim")


def one_student(rounds=20):
    from marketplace.models import Student
    from matching import runs

    seconds = []
    for student in Student.objects.filter(ranking_opt_out=False).order_by("?").values_list("pk", flat=True)[:rounds]:
        start = time.perf_counter()
        runs.rescore_student(student)
        seconds.append(time.perf_counter() - start)
    print(f"first student of a process: {seconds[0]:.2f} s")
    told("one student: fresh recommendations, written", seconds[1:], "2000 must, 200 aim")


def told(what, seconds, goal):
    low, high = np.percentile(seconds, [50, 95]) * 1000
    print(f"{what:<62} p50 {low:.0f} ms, p95 {high:.0f} ms ({goal})", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=100_000)
    parser.add_argument("--positions", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--without-night", action="store_true")
    options = parser.parse_args()
    random.seed(1)
    timed("database", lambda: prepare(options.students, options.positions))
    if options.without_night:
        from matching import runs

        found = timed("market read", runs.market)
    else:
        found = night(options.workers)
    one_position(*found)
    one_student()


if __name__ == "__main__":
    main()
