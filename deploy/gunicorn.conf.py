"""gunicorn -c deploy/gunicorn.conf.py config.wsgi: pages. Sockets are served by uvicorn (config.asgi)."""

import os
import tempfile
import time
from pathlib import Path

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
worker_class = "config.workers.DrainingWorker"  # gthread
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 30
graceful_timeout = int(os.environ.get("GRACEFUL_SECONDS", "30"))  # what a request in work gets to end
keepalive = 75  # longer than the proxy keeps its connections, so that it is never the one to find them closed
max_requests = 10_000
max_requests_jitter = 1_000
preload_app = False  # `on_starting` does it, after it has said how many processes there are
memory = Path("/dev/shm")  # noqa: S108
worker_tmp_dir = str(memory) if memory.is_dir() else None  # the heartbeat must not wait for a disk
control_socket_disable = True
limit_request_line = 8190

LINE = {"()": "config.logs.MaskingFormatter", "fmt": "{asctime} {levelname} {name} [-] {message}", "style": "{"}
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonLines"}, "line": LINE},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": os.environ.get("LOG_FORMAT", "json")}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}

_own = Path(os.environ.get("GUNICORN_TMP") or tempfile.mkdtemp(prefix="bridge-"))
os.environ["GUNICORN_TMP"] = str(_own)  # the same after a reload of this file
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_own))
os.environ.setdefault("DRAIN_FILE", str(_own / "drain"))
DRAIN = Path(os.environ["DRAIN_FILE"])
DRAIN_SECONDS = float(os.environ.get("DRAIN_SECONDS", "0"))


def on_starting(server):
    os.environ["WEB_CONCURRENCY"] = str(server.cfg.workers)  # however many were asked for, and wherever
    DRAIN.unlink(missing_ok=True)
    for left in Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).glob("*.db"):
        left.unlink()
    # Code is read once, before the fork: a worker that dies is replaced in no time instead of seconds. It opens nothing
    # at import: pools, engines and sockets belong to one process each.
    import config.wsgi  # noqa: F401


def when_ready(server):
    """On SIGTERM say "draining" at /readyz, and go on serving until the balancer has had time to ask."""
    stop = server.handle_term

    def drain():
        DRAIN.touch()
        time.sleep(DRAIN_SECONDS)
        stop()

    server.handle_term = drain


def child_exit(server, worker):
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)
