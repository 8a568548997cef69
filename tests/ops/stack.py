"""Real processes behind a real nginx: what the files in deploy/ start, on ports and folders of a test."""

import errno
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from threading import Event

from django.conf import settings

ROOT = settings.BASE_DIR
PATIENCE = 90  # seconds; a step takes two at most on a machine that does nothing else


def until(condition, what):
    """The first true value of `condition()`. Raises TimeoutError that says `what` was awaited."""
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        Event().wait(0.02)
    return found


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0 and probe.getsockname() != probe.getpeername()


def free_ports(count):
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def open_gate(path):
    """The writing end of a pipe, once somebody waits at the other."""

    def attempt():
        try:
            return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            return None

    return until(attempt, f"somebody at {path.name}")


def let_on(gate):
    os.write(gate, b"went on")
    os.close(gate)


class Stack:
    """nginx, two gunicorn workers, uvicorn, a task worker; `log(name)` is what one of them wrote."""

    def __init__(self, folder, environment):
        self.folder, self.environment = folder, environment
        self.http, self.https, self.up, self.pages, self.sockets, self.nobody = free_ports(6)
        self.processes = {}

    def start(self):
        uvicorn = ["--lifespan=off", "--ws=websockets-sansio", "--ws-per-message-deflate=false", "--workers=1"]
        uvicorn += ["--log-config=deploy/uvicorn-logs.json"]
        self.run("gunicorn", "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "config.wsgi")
        self.run("uvicorn", "-m", "uvicorn", "config.asgi:application", f"--port={self.sockets}", *uvicorn)
        self.run("worker", "manage.py", "db_worker", "--interval=0.1", "--no-startup-delay")
        configuration = configure_nginx(self)
        self.run("nginx", "-g", f"daemon off;{' user root;' if os.getuid() == 0 else ''}", "-c", configuration,
                 program="nginx")  # fmt: skip
        for port in (self.https, self.pages, self.sockets):
            until(lambda port=port: answers(port) or self.ended(), f"port {port}; {self.folder}")
        assert self.ended() == {}

    def run(self, name, *arguments, program=sys.executable):
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(
                [program, *arguments], cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def log(self, name):
        return (self.folder / f"{name}.log").read_text()

    def ended(self):
        """What the processes said that are gone, by name."""
        return {name: self.log(name) for name, process in self.processes.items() if process.poll() is not None}

    def end(self, name):
        """Ask a process to stop; its exit code."""
        self.processes[name].terminate()
        return self.processes[name].wait(PATIENCE)

    def stop(self):
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def configure_nginx(stack):
    """The files of deploy/nginx in a folder of the test: its ports, its certificate; one of two web servers is away."""
    folder = stack.folder / "nginx"
    (folder / "tls").mkdir(parents=True)
    (folder / "srv").mkdir()
    (folder / "srv" / "static").symlink_to(ROOT / "static")
    certificate(folder / "tls")
    (folder / "mime.types").write_bytes(Path("/etc/nginx/mime.types").read_bytes())
    places = {
        "/etc/nginx/": f"{folder}/", "/tmp/": f"{folder}/", "root /srv;": f"root {folder}/srv;",
        "listen 80 ": f"listen 127.0.0.1:{stack.http} ", "listen 443 ": f"listen 127.0.0.1:{stack.https} ",
        "listen 127.0.0.1:8080": f"listen 127.0.0.1:{stack.up}", "web1:8000": f"127.0.0.1:{stack.nobody}",
        "web2:8000": f"127.0.0.1:{stack.pages}", "sockets:8000": f"127.0.0.1:{stack.sockets}",
    }  # fmt: skip
    for source in (ROOT / "deploy" / "nginx").glob("*.conf"):
        text = re.sub("|".join(map(re.escape, places)), lambda found: places[found[0]], source.read_text())
        (folder / source.name).write_text(text)
    return str(folder / "nginx.conf")


def certificate(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
