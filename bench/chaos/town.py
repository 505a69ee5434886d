"""Replicas of the app behind nginx, with a Redis, of which each can be killed, paused, stopped and started again."""

import os
import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.chaos.person import Person
from scripts import nginx_server, redis_server
from scripts.serve import ONE_THREAD, ROOT, START_SECONDS, app_command, free_port

HOST = "127.0.0.1"
# Short forms of the 20 and the 60 that a host has.
DRAIN_SECONDS = 3
HOME_SECONDS = 4


class Replica:
    """One process of the app at a port of its own; `folder` gets its log."""

    def __init__(self, folder: Path, name: str, environment: Mapping[str, str]) -> None:
        self.name, self.port = name, free_port(HOST)
        self.address = f"{HOST}:{self.port}"
        self.log = folder / f"{name}.log"
        self._metrics = free_port(HOST)
        common = {"JAX_PLATFORMS": "cpu", "PYTHONPATH": str(ROOT), "NTK_METRICS_PORT": str(self._metrics)}
        self._environment = ONE_THREAD | common | os.environ | dict(environment)
        self._within: Sequence[str] = ()  # a command that runs the process
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process that was started last."""
        assert self._process is not None
        return self._process

    def start(self, *, wait: bool = True) -> None:
        """Start it, and wait until it is ready. Raises RuntimeError if that does not happen."""
        command, _ = app_command(HOST, self.port, "server.py")
        with self.log.open("ab") as log:
            command = [*self._within, *command]
            self._process = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=log, stderr=log)
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Wait until `/ready` says so. Raises RuntimeError if that does not happen."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            if self.ready():
                return
            time.sleep(0.1)
        raise RuntimeError(f"{self.name} did not become ready; see {self.log}")

    def ready(self) -> bool:
        """Whether the process says that it can serve."""
        return _read(f"http://{self.address}/ready") == "ready"

    def pages(self) -> int:
        """The open pages; 0 if it does not answer."""
        counted = re.search(r"^ntk_connections (\S+)", _read(f"http://{HOST}:{self._metrics}/metrics"), re.MULTILINE)
        return int(float(counted[1])) if counted else 0

    @contextmanager
    def changed(self, within: Sequence[str] = (), /, **environment: str) -> Iterator[None]:
        """Kill it and start it again with other variables, `within` another command, until the block ends."""
        before = self._environment
        self._environment, self._within = before | environment, within
        try:
            self.kill()
            self.start()
            yield
        finally:
            self._environment, self._within = before, ()
            self.stop()
            self.start()

    def kill(self) -> None:
        """End it as `kill -9` does: no goodbye to anyone."""
        self.process.kill()
        self.process.wait()

    def terminate(self, seconds: float = DRAIN_SECONDS + 10) -> float:
        """Tell it to stop and wait; the seconds that it took. Raises TimeoutExpired."""
        begun = time.monotonic()
        self.process.terminate()
        self.process.wait(seconds)
        return time.monotonic() - begun

    def pause(self) -> None:
        """Let it hang: it keeps its connections, and takes new ones, and answers nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """End a pause."""
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End it in any state."""
        if self._process is not None and self._process.poll() is None:
            self.go_on()
            self.kill()


class Town:
    """Everything that serves: `replicas`, nginx at `address`, and Redis."""

    def __init__(self, folder: Path, replicas: Sequence[Replica], redis: redis_server.RedisServer) -> None:
        self._folder, self.replicas, self.redis = folder, tuple(replicas), redis
        self._port, self._nginx = free_port(HOST), ExitStack()
        self.address = f"{HOST}:{self._port}"

    def start_nginx(self) -> None:
        """Start nginx at its port."""
        addresses = [replica.address for replica in self.replicas]
        self._nginx.enter_context(nginx_server.running(self._folder, addresses, self._port))

    def stop_nginx(self) -> None:
        """Stop nginx; all its connections break."""
        self._nginx.close()

    def seats(self) -> list[int]:
        """The open pages of each replica."""
        return [replica.pages() for replica in self.replicas]


@contextmanager
def running(folder: Path, replicas: int = 2, ready: int | None = None) -> Iterator[Town]:
    """Run a Town until the block ends, which begins when all replicas are ready, or the first so many."""
    with ExitStack() as stack:
        redis = stack.enter_context(redis_server.running(folder))
        common = {"REDIS_URL": redis.url, "NTK_DRAIN_SECONDS": str(DRAIN_SECONDS), "NTK_LOG_SECONDS": "0"}
        common["NTK_HOME_SECONDS"] = str(HOME_SECONDS)
        made = [Replica(folder, f"replica{number}", common) for number in range(replicas)]
        for replica in made:
            stack.callback(replica.stop)
            replica.start(wait=False)
        for replica in made[:ready]:
            replica.wait_until_ready()
        town = Town(folder, made, redis)
        stack.callback(town.stop_nginx)
        town.start_nginx()
        yield town


def _read(url: str) -> str:
    """What is at an address; '' if nobody answers with success."""
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy cannot reach this machine
    try:
        with browser.open(url, timeout=3) as answer:
            return answer.read().decode()
    except OSError:
        return ""


def gather(town: Town, count: int) -> list[Person]:
    """The people of a town, who have not opened the page yet."""
    return [Person(number, town.address) for number in range(count)]
