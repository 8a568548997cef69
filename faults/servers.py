"""PostgreSQL and Redis of a run's own, with the durability of production, that may be killed."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from faults import Skip

PG_USER = "postgres" if os.geteuid() == 0 else None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_open(port):
    with socket.socket() as probe:
        # a port from the ephemeral range may be connected to itself before anybody listens there
        return probe.connect_ex(("127.0.0.1", port)) == 0 and probe.getsockname() != probe.getpeername()


def wait_for(port, seconds=60):
    end = time.monotonic() + seconds
    while not is_open(port):
        if time.monotonic() > end:
            raise TimeoutError(f"nothing listens on port {port} after {seconds} s")
        time.sleep(0.02)


class Server:
    """A child process that listens on `port`."""

    def __init__(self, port):
        self.port, self.process = port, None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *failure):
        self.stop()

    def start(self):
        self.process = self.launch()
        wait_for(self.port)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self):
        self.process.kill()
        self.process.wait()


class Redis(Server):
    def __init__(self, folder, port):
        super().__init__(port)
        self.folder, self.url = folder, f"redis://127.0.0.1:{port}/0"

    def launch(self):
        if not shutil.which("redis-server"):
            raise Skip("redis-server is not installed")
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL)


class Postgres(Server):
    """A cluster in `folder`, made if it is not there; fsync stays on."""

    def __init__(self, folder, port):
        super().__init__(port)
        self.folder, self.url = Path(folder), f"postgres://chanjiao@127.0.0.1:{port}/chanjiao"

    @staticmethod
    def find_programs():
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
        if not found:
            raise Skip("PostgreSQL is not installed")
        return found[-1].parent

    def _as_postgres(self):
        if not PG_USER:
            return {}
        who = pwd.getpwnam(PG_USER)
        return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": [], "cwd": "/"}

    def launch(self):
        programs, own = self.find_programs(), self._as_postgres()
        is_new = not (self.folder / "PG_VERSION").exists()
        self.folder.mkdir(parents=True, exist_ok=True)
        if PG_USER:
            subprocess.run(["chown", "-R", PG_USER, self.folder], check=True)
        self.folder.chmod(0o700)
        if is_new:
            init = [programs / "initdb", "-A", "trust", "-U", "chanjiao", "--locale=C.UTF-8", "-E", "UTF8"]
            subprocess.run([*init, "-D", self.folder], check=True, stdout=subprocess.DEVNULL, **own)
        command = [programs / "postgres", "-D", self.folder, "-p", str(self.port), "-k", ""]
        command += ["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=100", "-c", "jit=off"]
        with open(self.folder.parent / "postgres.log", "ab") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, **own)
        wait_for(self.port)
        if is_new:
            self._once_ready(programs)
        return process

    def _once_ready(self, programs):
        who = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "chanjiao"]
        while subprocess.run([programs / "pg_isready", "-q", *who]).returncode:
            time.sleep(0.05)
        subprocess.run([programs / "createdb", *who, "chanjiao"], check=True)

    def query(self, sql):
        """The rows of `sql`, over a connection of its own."""
        with self.connect() as connection:
            return connection.execute(sql).fetchall()

    def connect(self):
        import psycopg

        return psycopg.connect(self.url.replace("postgres://", "postgresql://"), autocommit=True)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # fast: sessions are ended, nothing is left to recover
            self.process.wait(60)

    def kill_backend(self):
        """Kill one session's process. PostgreSQL then ends all others, when this returns, and recovers."""
        with self.connect() as connection:
            [[pid]] = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = 'chanjiao' AND pid <> pg_backend_pid() "
                "AND backend_type = 'client backend' LIMIT 1"
            ).fetchall()
            os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(connection.OperationalError):
                while connection.execute("SELECT 1"):
                    time.sleep(0.01)

    def kill_and_start(self):
        """Kill the postmaster; its orphans hold the shared memory for a moment, so starting is tried until it works."""
        self.kill()
        end = time.monotonic() + 60
        while time.monotonic() < end:
            self.process = self.launch_quickly()
            if self.process:
                return
            time.sleep(0.1)
        raise TimeoutError("PostgreSQL does not start after its postmaster was killed")

    def launch_quickly(self):
        process = None
        try:
            process = self.launch()
        except TimeoutError:
            return None
        return process if process.poll() is None else None
