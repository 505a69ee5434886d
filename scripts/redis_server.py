"""Runs a Redis of the system's packages on a free port, for tests and measurements."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from scripts.packages import path_of
from scripts.serve import free_port

PROGRAM = "redis-server"
_START_SECONDS = 20


class RedisServer:
    """A Redis on `port` of this machine that can be stopped and started again; `folder` gets its data and its log."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port("127.0.0.1")
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it with the data of the last time. Raises RuntimeError if it is not installed or does not answer."""
        program = path_of(PROGRAM)
        options = ("--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self._folder), "--save", "")
        log = self._folder / "redis.log"
        with log.open("ab") as output:
            command = [program, *options, "--appendonly", "yes", "--appendfsync", "always"]
            self._process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + _START_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                with redis.Redis.from_url(self.url) as client:
                    client.ping()
                return
            except redis.RedisError:
                time.sleep(0.02)
        raise RuntimeError(f"{PROGRAM} did not start; it printed:\n{log.read_text(errors='replace')}")

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Let it take connections and answer nothing until the block ends."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Kill it, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@contextmanager
def running(folder: Path) -> Iterator[RedisServer]:
    """A Redis that runs until the block ends."""
    server = RedisServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
