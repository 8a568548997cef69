"""The two columns of "What runs where" as they are served, each in its own processes on 127.0.0.1.

SQLite: one uvicorn, as `scripts/run` starts it. PostgreSQL: gunicorn with two processes of four threads, a PostgreSQL
server of its own that keeps its promises (`fsync` on) and a Redis. Everything lives in the temporary directory and is
kept, so that a big college is built once.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
PORTS = {"web": 18230, "postgresql": 54330, "redis": 63830}
PEOPLE = {"DEMO": "1", "LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
MEMORY = "-c shared_buffers=512MB -c effective_cache_size=4GB -c work_mem=16MB -c random_page_cost=1.1 -c jit=off"
DURABLE = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on -c max_wal_size=4GB -c max_connections=60"


def folder(column, students):
    suffix = "" if column == "sqlite" else f"-{column}"
    return Path(tempfile.gettempdir()) / f"chanjiao-bench-{students}{suffix}"


def environment(column, students):
    """What makes a Django process work on that college."""
    place = folder(column, students)
    if column == "sqlite":
        return PEOPLE | {"VAR_DIR": str(place), "DATABASE_URL": f"sqlite:///{place}/db.sqlite3", "REDIS_URL": ""}
    return PEOPLE | {
        "VAR_DIR": str(place / "var"),
        "DATABASE_URL": f"postgres://chanjiao@127.0.0.1:{PORTS['postgresql']}/bench_{students}",
        "REDIS_URL": f"redis://127.0.0.1:{PORTS['redis']}/0",
    }


@contextmanager
def databases(column, students):
    """Start what the column keeps its data in; yields `{name: process}`. Stops what it started itself."""
    if column == "sqlite":
        folder(column, students).mkdir(parents=True, exist_ok=True)
        yield {}
        return
    place = folder(column, students)
    was_running = is_open(PORTS["postgresql"])
    if not was_running:
        start_postgresql(place, f"bench_{students}")
    redis = start_redis(place)
    try:
        yield {"database": postmaster(place), "redis": psutil.Process(redis.pid)}
    finally:
        redis.terminate()
        redis.wait()
        if not was_running:
            as_owner([program("pg_ctl"), "-s", "-m", "fast", "-D", str(place / "pg/data"), "stop"])


def start_postgresql(place, name):
    data = place / "pg/data"
    is_new = not data.exists()
    if is_new:
        (place / "var").mkdir(parents=True, exist_ok=True)
        (place / "pg").mkdir(exist_ok=True)
        if os.getuid() == 0:
            shutil.chown(place / "pg", "postgres")
        as_owner(
            [program("initdb"), "-D", str(data), "-A", "trust", "-U", "chanjiao", "--locale=C.UTF-8", "-E", "UTF8"]
        )
    options = f"-p {PORTS['postgresql']} -c listen_addresses=127.0.0.1 -k {place / 'pg'} {MEMORY} {DURABLE}"
    as_owner([program("pg_ctl"), "-s", "-w", "-D", str(data), "-l", str(place / "pg/log"), "-o", options, "start"])
    if is_new:
        own = ["-h", "127.0.0.1", "-p", str(PORTS["postgresql"]), "-U", "chanjiao"]
        subprocess.run([program("createdb"), *own, name], check=True)


def start_redis(place):
    own = ["--port", str(PORTS["redis"]), "--bind", "127.0.0.1", "--save", "", "--dir", str(place / "var")]
    process = subprocess.Popen(["redis-server", *own], stdout=subprocess.DEVNULL)
    wait_for(PORTS["redis"], process)
    return process


def postmaster(place):
    return psutil.Process(int((place / "pg/data/postmaster.pid").read_text().split()[0]))


def program(name):
    """A program of the newest PostgreSQL that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    return str(found[-1]) if found else name


def as_owner(command):
    """PostgreSQL refuses to run as root."""
    is_root = os.getuid() == 0
    user = {"user": "postgres", "group": pwd.getpwnam("postgres").pw_gid, "extra_groups": []} if is_root else {}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **user)


@contextmanager
def serving(column, students):
    """Serve the college; yields `{name: process}` of web server and task worker."""
    python, port = sys.executable, PORTS["web"]
    if is_open(port):
        sys.exit(f"port {port} is taken")
    if column == "sqlite":
        web = [python, "-m", "uvicorn", "config.asgi:application", "--host", "127.0.0.1", "--port", str(port)]
        web += ["--log-level", "warning", "--lifespan", "off", "--ws", "websockets-sansio"]
    else:
        web = [python, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
        web += ["--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--log-level", "error"]
        web += ["--keep-alive", "75"]
    worker = [python, "manage.py", "db_worker", "--interval", "0.5"]
    here = os.environ | environment(column, students)
    quiet = {"cwd": ROOT, "env": here, "start_new_session": True, "stderr": subprocess.DEVNULL}
    children = [subprocess.Popen(command, **quiet) for command in (web, worker)]
    try:
        wait_for(port, children[0])
        yield {name: psutil.Process(child.pid) for name, child in zip(("web", "worker"), children, strict=True)}
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait()


def is_open(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(port, process, seconds=60):
    ends = time.monotonic() + seconds
    while not is_open(port):
        if process.poll() is not None or time.monotonic() > ends:
            sys.exit(f"{process.args[0]} does not listen on port {port}")
        time.sleep(0.1)


def cpu(processes):
    """`{name: seconds of CPU}` that the trees of these processes have used, those that ended included."""
    return {name: sum(map(used, [process, *process.children(recursive=True)])) for name, process in processes.items()}


def used(process):
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:  # its parent has its time
        return 0
    return times.user + times.system + times.children_user + times.children_system


def machine():
    """Seconds of CPU that the whole machine has worked."""
    times = psutil.cpu_times()
    return sum(times) - times.idle - times.iowait - times.guest - times.guest_nice
