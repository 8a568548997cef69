"""The product in processes of its own on free ports, as `scripts/run` or a college's server start it."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from faults.servers import free_port, wait_for

ROOT = Path(__file__).resolve().parents[1]
WEB_WORKERS = 2  # of gunicorn


def environment(var, names):
    """The environment of a site whose files are in `var`; nothing else of ours leaks in."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    var = Path(var)
    var.mkdir(parents=True, exist_ok=True)
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "HOME": str(var),  # gunicorn's control socket is made there
        "VAR_DIR": str(var),
        "LOG_LEVEL": "WARNING",
        **names,
    }


class Site:
    """`start()` begins web processes and workers; `port` answers pages, `socket_port` pages and sockets."""

    def __init__(self, run, env, *, workers=None):
        self.run, self.env = run, dict(env)
        self.var = Path(env["VAR_DIR"])
        self.is_split = run.column == "services"
        self.port = free_port()
        self.socket_port = free_port() if self.is_split else self.port
        if self.is_split:
            self.env |= {"BIND": f"127.0.0.1:{self.port}", "WEB_THREADS": "4"}
            self.env |= {"GRACEFUL_SECONDS": "5", "LOG_FORMAT": "line"}
        self.worker_count = (2 if self.is_split else 1) if workers is None else workers
        self.web, self.workers = {}, []

    # Processes

    def start(self):
        self.start_web()
        self.start_workers()

    def start_web(self):
        """Start the web processes that do not run."""
        for name, command in self._commands().items():
            if name not in self.web or self.web[name].poll() is not None:
                self.web[name] = self.spawn(command, name)
        for port in {self.port, self.socket_port}:
            wait_for(port, 240)

    def _commands(self):
        uvicorn = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(self.socket_port)]
        uvicorn += ["--log-level", "warning", "--lifespan", "off", "--ws", "websockets-sansio"]
        uvicorn += ["--ws-per-message-deflate", "false", "--timeout-graceful-shutdown", "5", "--workers", "1"]
        if not self.is_split:
            return {"web": uvicorn}
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "config.wsgi"]
        gunicorn += ["--workers", str(WEB_WORKERS)]
        return {"web": gunicorn, "sockets": uvicorn}

    def start_workers(self):
        command = [sys.executable, "manage.py", "db_worker", "--interval", "0.5"]
        self.workers = [self.spawn(command, f"worker{n}") for n in range(self.worker_count)]

    def spawn(self, command, name):
        (self.var / "logs").mkdir(exist_ok=True)
        with open(self.var / "logs" / f"{name}.log", "ab") as log:
            return subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log)

    def web_workers(self):
        """The processes under gunicorn that answer pages, of the embedded column the one web process."""
        return psutil.Process(self.web["web"].pid).children() if self.is_split else [self.web["web"]]

    def until_all_serve(self, seconds=120):
        """Wait until every worker under gunicorn has asked the database something."""
        end, database = time.monotonic() + seconds, urlsplit(self.env["DATABASE_URL"]).port

        def serves(worker):
            return any(each.raddr and each.raddr.port == database for each in worker.net_connections())

        while len(workers := self.web_workers()) < WEB_WORKERS or not all(map(serves, workers)):
            if time.monotonic() > end:
                raise TimeoutError(f"not all web workers serve after {seconds} s")
            time.sleep(0.1)

    def kill_web(self):
        """Kill every web process: masters first, so that they cannot replace their children."""
        children = [child for process in self.web.values() for child in psutil.Process(process.pid).children()]
        for process in [*self.web.values(), *children]:
            process.kill()
        for process in self.web.values():
            process.wait()
        psutil.wait_procs(children, 5)

    def ended(self):
        """Processes that should run and do not, in words."""
        named = [*self.web.items(), *((f"worker{n}", worker) for n, worker in enumerate(self.workers))]
        return [f"{name} ended with {each.poll()}" for name, each in named if each.poll() is not None]

    def stop(self):
        running = [process for process in [*self.web.values(), *self.workers] if process.poll() is None]
        children = [child for process in running for child in psutil.Process(process.pid).children()]
        for process in running:
            process.terminate()
        for process in [*running, *children]:
            try:
                process.wait(15)
            except (subprocess.TimeoutExpired, psutil.TimeoutExpired):
                process.kill()

    def log(self, name="web"):
        """What the process wrote."""
        return (self.var / "logs" / f"{name}.log").read_text(errors="replace")

    def said(self, reference):
        """What the processes that answer pages logged of one request."""
        entries = re.split(r"\n(?=\d{4}-\d\d-\d\d )", self.log())
        return "\n".join(entry[-3000:] for entry in entries if reference and reference in entry)

    def drained(self, seconds=90):
        """Wait until the workers have done everything; a problem in words if they have not, or if something failed."""
        end = time.monotonic() + seconds
        while True:
            counts = self.call("waiting_tasks")
            left = {status: n for status, n in counts.items() if status != "SUCCESSFUL"}
            if not left:
                return []
            if time.monotonic() > end:
                return [f"tasks that are not done after {seconds} s: {left}"]
            time.sleep(1)

    # Asking

    def manage(self, *arguments, seconds=600):
        """Run manage.py; returns what it printed, raises with its last words if it fails."""
        return self._done([sys.executable, "manage.py", *arguments], seconds)

    def ask(self, code, *arguments, seconds=600):
        """Run Python in the product's environment and return what it gave to `print_json`."""
        code = f"import django, sys, json; django.setup()\ndef print_json(x): print('§' + json.dumps(x))\n{code}"
        said = self._done([sys.executable, "-c", code, *map(str, arguments)], seconds)
        return json.loads(said.rsplit("§", 1)[1])

    def call(self, function, *arguments):
        """`faults.college.<function>(site's own database, *arguments)` in a process of its own; its JSON."""
        path = self.run.folder / f"{function}-{time.monotonic_ns()}.json"
        path.write_text(json.dumps(arguments))
        code = "from faults import college\n"
        return self.ask(code + f"print_json(college.{function}(*json.load(open(sys.argv[1]))))", path)

    def _done(self, command, seconds):
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=seconds)
        if done.returncode:
            raise RuntimeError(f"{command[1:3]} ended with {done.returncode}: {done.stderr[-2000:]}")
        return done.stdout
