"""Measure a search engine: `python benchmarks/search.py [--engine tantivy] [--documents 20000 100000]`.

Prints, per size: seconds to build, megabytes on disk, seconds to update one document, and the median and 95th
percentile in milliseconds of four kinds of search over random queries.
"""

import argparse
import random
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from search import words
from search.engine import Document, Query
from search.engines.memory import MemoryEngine
from search.engines.tantivy.engine import TantivyEngine

VALUES = ("pay", "published_on")
ENGINES = {"tantivy": lambda path: TantivyEngine(path, VALUES), "memory": lambda path: MemoryEngine(VALUES)}

CITIES = [
    "北京",
    "上海",
    "广州",
    "深圳",
    "武汉",
    "成都",
    "杭州",
    "西安",
    "南京",
    "重庆",
    "苏州",
    "天津",
    "长沙",
    "青岛",
]
FIELDS = ["软件测试", "后端开发", "数控加工", "汽车维修", "工业机器人", "电子商务", "护理", "会计", "学前教育", "焊接"]
ROLES = ["实习生", "工程师", "助理", "操作工", "学徒", "技术员", "专员", "主管"]
SKILLS = [
    "Python",
    "Java",
    "Vue.js",
    "Django",
    "MySQL",
    "PLC",
    "CAD",
    "钳工",
    "电工",
    "公差测量",
    "直播运营",
    "客户服务",
]
PHRASES = [
    *("负责日常工作的记录与汇报", "熟悉岗位的操作规程和安全要求", "能够按照图纸完成零件的加工和检验"),
    *("协助工程师完成设备的安装与调试", "参与需求分析并编写测试用例", "使用办公软件整理数据"),
    *("与客户沟通并及时反馈问题", "具有良好的团队合作精神", "维护生产现场的整洁", "掌握常用工具的使用方法"),
]


def document(number: int) -> Document:
    """Make a position of about 150 characters."""
    pick = random.Random(number)
    skills = tuple(pick.sample(SKILLS, 4))
    return Document(
        kind="position",
        id=str(number),
        text={
            "title": f"{pick.choice(FIELDS)}{pick.choice(ROLES)}",
            "names": (*skills, f"{pick.choice(CITIES)}第{number % 500}有限公司"),
            "body": "。".join(pick.choices(PHRASES, k=10)),
        },
        keywords={
            "city": (pick.choice(CITIES),),
            "major": tuple(pick.sample([f"{code}" for code in range(510201, 510281)], 3)),
            "skill": skills,
            "open": (str(number % 3 > 0),),
        },
        values={"pay": pick.randrange(1500, 8000, 100), "published_on": date(2026, 1, 1) + timedelta(number % 300)},
    )


def queries(pick: random.Random) -> dict[str, Query]:
    """Make one query of each kind."""
    typed = f"{pick.choice(FIELDS)} {pick.choice((*SKILLS, *ROLES))}"
    filters = {
        "where": {"open": ("True",), "city": tuple(pick.sample(CITIES, 2))},
        "ranges": {"pay": (pick.randrange(2000, 5000), None)},
    }
    facets = ("city", "major", "skill")
    return {
        "words": Query(typed),
        "words, 3 filters, 3 facets": Query(typed, **filters, facets=facets),
        "no words, 3 filters, 3 facets, sorted": Query(**filters, facets=facets, sort=("-published_on",)),
        "no words, no filters, 3 facets, sorted": Query(facets=facets, sort=("-published_on",)),
    }


def timed(call) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def report(name: str, seconds: list[float]) -> None:
    seconds.sort()
    print(f"  {name}: p50 {median(seconds) * 1000:.1f} ms, p95 {seconds[len(seconds) * 95 // 100] * 1000:.1f} ms")


def measure(name: str, size: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = ENGINES[name](Path(folder) / "index")
        seconds = timed(lambda: engine.rebuild(map(document, range(size))))
        megabytes = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file()) / 1e6
        print(f"{name}, {size} documents: built in {seconds:.1f} s, {megabytes:.1f} MB")
        report("update of one document", [timed(lambda n=n: engine.index([document(n)])) for n in range(20)])
        pick = random.Random(1)
        for kind in queries(pick):
            report(kind, [timed(lambda: engine.search(queries(pick)[kind])) for _ in range(rounds)])  # noqa: B023
        report("suggestion", [timed(lambda: engine.suggest(pick.choice(FIELDS)[:2])) for _ in range(rounds)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engine", choices=ENGINES, default="tantivy")
    parser.add_argument("--documents", type=int, nargs="+", default=[20_000, 100_000])
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    print(f"dictionary loaded in {timed(lambda: words.split('实习')):.1f} s")
    for size in options.documents:
        measure(options.engine, size, options.rounds)


if __name__ == "__main__":
    main()
