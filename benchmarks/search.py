"""Measure search engines: `python benchmarks/search.py [--engines tantivy elasticsearch] [--documents 20000 100000]`.

Prints, per engine and size: seconds to build, megabytes on disk, milliseconds to update one document, and per kind of
search over random queries the median and 95th percentile in milliseconds, for one client and for many at once (each a
process of its own on this machine, so beyond the number of cores they wait for each other). Elasticsearch is asked at
`--server`, else at TEST_ELASTICSEARCH_URL (`eval "$(scripts/services env)"`).
"""

import argparse
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from search import words
from search.engine import Document, Freshness, Query
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.memory import MemoryEngine
from search.engines.tantivy.engine import TantivyEngine

VALUES = ("pay", "published_on")
ENGINES = {
    "tantivy": lambda path, server: TantivyEngine(path, VALUES),
    "elasticsearch": lambda path, server: ElasticsearchEngine(f"{server}-bench?timeout=60", VALUES),
    "memory": lambda path, server: MemoryEngine(VALUES),
}

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
        levels={skill.lower(): pick.randint(1, 5) for skill in skills},
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
    fresh = Freshness("published_on", date(2026, 11, 1), half_life=60, weight=0.15)
    return {
        "words": Query(typed),
        "words, fresh": Query(typed, freshness=fresh),
        "words, a skill with level": Query(typed, levels={pick.choice(SKILLS).lower(): (3, None)}),
        "a word mistyped": Query(pick.choice(["pyhton", "djnago", "msyql", "jvaa"])),
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
    print(f"    {name}: p50 {median(seconds) * 1000:.1f} ms, p95 {seconds[len(seconds) * 95 // 100] * 1000:.1f} ms")


def megabytes(engine, path: Path) -> float:
    if isinstance(engine, ElasticsearchEngine):
        stats = engine.connection.client.indices.stats(index=engine.store.alias, metric="store")
        return stats["_all"]["primaries"]["store"]["size_in_bytes"] / 1e6
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) / 1e6


def client(engine, seed: int, rounds: int, start, results) -> None:
    """Ask all kinds of queries in turn, and put {kind: seconds} into `results`."""
    pick, found = random.Random(seed), defaultdict(list)
    engine.search(Query("实习"))
    start.wait()
    for _ in range(rounds):
        for kind, query in queries(pick).items():
            found[kind].append(timed(lambda: engine.search(query)))  # noqa: B023
        found["suggestion"].append(timed(lambda: engine.suggest(pick.choice(FIELDS)[:2])))
    results.put(dict(found))


def ask(engine, clients: int, rounds: int) -> None:
    """Let so many processes ask at once."""
    fork = multiprocessing.get_context("fork")  # what is loaded is shared
    start, results = fork.Barrier(clients + 1), fork.SimpleQueue()
    each = max(1, rounds // clients)
    processes = [fork.Process(target=client, args=(engine, n, each, start, results)) for n in range(clients)]
    for process in processes:
        process.start()
    start.wait()
    began = time.perf_counter()
    found = [results.get() for _ in processes]
    seconds = time.perf_counter() - began
    for process in processes:
        process.join()
    count = sum(len(one) for part in found for one in part.values())
    print(f"  {clients} at once: {count / seconds:.0f} searches a second")
    for kind in found[0]:
        report(kind, [second for part in found for second in part[kind]])


def measure(name: str, size: int, options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = ENGINES[name](Path(folder) / "index", options.server)
        seconds = timed(lambda: engine.rebuild(map(document, range(size))))
        print(f"{name}, {size} documents: built in {seconds:.1f} s, {megabytes(engine, Path(folder)):.1f} MB")
        report("update of one document", [timed(lambda n=n: engine.index([document(n)])) for n in range(20)])
        for clients in options.clients:
            ask(engine, clients, options.rounds)
        if isinstance(engine, ElasticsearchEngine):
            engine.store.remove()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engines", choices=ENGINES, nargs="+", default=["tantivy", "elasticsearch"])
    parser.add_argument("--documents", type=int, nargs="+", default=[20_000, 100_000])
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 16])
    parser.add_argument("--rounds", type=int, default=200, help="queries of each kind, over all clients")
    parser.add_argument("--server", default=os.environ.get("TEST_ELASTICSEARCH_URL", ""))
    options = parser.parse_args()
    print(f"dictionary loaded in {timed(lambda: words.split('实习')):.1f} s")
    for size in options.documents:
        for name in options.engines:
            if name == "elasticsearch" and not options.server:
                print("skipped: elasticsearch (no server: set TEST_ELASTICSEARCH_URL)")
                continue
            measure(name, size, options)


if __name__ == "__main__":
    main()
