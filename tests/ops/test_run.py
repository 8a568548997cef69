"""`make run`: a busy port, and the end of everything on Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

PATIENCE = 120  # seconds; a stop takes 15 at most, on a machine that does nothing else


def test_a_busy_port_is_named_before_anything_is_touched(run, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        process = run("scripts/run", "--port", str(port))

    assert process.returncode == 1
    assert process.stderr.strip() == f"Port {port} is in use. Choose another: make run PORT={port + 1}"
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def server(environment, migrated, free_port):
    """`scripts/run`, once it has printed its address; with its `port`."""
    command = [sys.executable, "scripts/run", "--port", str(free_port)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, start_new_session=True, **pipes) as process:
        while f"http://localhost:{free_port}/" not in process.stdout.readline() and process.poll() is None:
            pass
        process.port = free_port
        yield process
        process.terminate()


def children_of(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


needs_proc = pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="needs the /proc of Linux")


@needs_proc
def test_the_server_answers_and_ctrl_c_stops_both_children(server):
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/accounts/login/", timeout=PATIENCE) as answer:
        status = answer.status
    children = children_of(server.pid)

    server.send_signal(signal.SIGINT)

    assert (status, len(children), server.wait(timeout=PATIENCE)) == (200, 2, 0)
    assert [child for child in children if os.path.exists(f"/proc/{child}")] == []


@needs_proc
def test_when_one_child_ends_the_other_is_stopped_and_it_is_said(server):
    web, worker = children_of(server.pid)

    os.kill(worker, signal.SIGKILL)

    assert "Stopped, because this ended with code -9" in server.stdout.read()
    assert (server.wait(timeout=PATIENCE), os.path.exists(f"/proc/{web}")) == (1, False)
