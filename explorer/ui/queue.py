"""A bounded queue of long computations, one per process: fair between sessions, stopped when a session has left."""

import ctypes
import logging
import os
import sys
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

from explorer.language import phrases_of
from explorer.ui import compiling

phrase = phrases_of("ui")

MOST_WAITING = 32  # jobs in the process
MOST_EACH = 3  # jobs of one session
AWAY_SECONDS = 10.0  # a session absent for longer has left; a shorter absence may be a reconnection
_LOG = logging.getLogger(__name__)
_NICENESS = 10  # of the worker's thread, so that edits are answered first


class State(StrEnum):
    """The state of a job."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class Job:
    """A stream of partial answers, computed in the worker's thread; each has the `share` of the work that is done.

    `alive` tells whether the session that requested it still exists, `doing` what is computed, in words that begin
    with a verb: 'training 30 networks'.
    """

    def __init__(
        self, session: str, make: Callable[[], Iterator[Any]], alive: Callable[[], bool], doing: str = "computing"
    ) -> None:
        self.session, self.make, self.alive, self.doing = session, make, alive, doing
        self.state = State.WAITING
        self.answer: Any = None
        self.error: Exception | None = None
        self.wanted = True
        self._first: tuple[float, float] | None = None  # time and share at the first answer, after compilation
        self._latest = (0.0, 0.0)
        self._gone_since: float | None = None
        self._thread = 0

    @property
    def over(self) -> bool:
        """Whether no more answers will come."""
        return self.state in (State.DONE, State.STOPPED, State.FAILED)

    @property
    def share(self) -> float:
        """The share of the work that is done, 0 … 1."""
        return self._latest[1]

    @property
    def seconds_left(self) -> float | None:
        """The remaining seconds, estimated from the pace so far; None before there is a pace."""
        if self._first is None or self._latest[1] <= self._first[1]:
            return None
        pace = (self._latest[0] - self._first[0]) / (self._latest[1] - self._first[1])
        return pace * (1.0 - self._latest[1])

    @property
    def compiles(self) -> bool:
        """Whether the job is compiling just now: the first of its sort after a start of the server has to."""
        return self.state == State.RUNNING and compiling.in_thread(self._thread)

    def stop(self) -> None:
        """End the job after its current chunk, or at once if it is waiting. Its last answer stays."""
        self.wanted = False
        if self.state == State.WAITING:
            self.state = State.STOPPED

    def still_wanted(self) -> bool:
        """Whether the job was not stopped and its session has not been absent for long."""
        if self.alive():
            self._gone_since = None
        elif self._gone_since is None:
            self._gone_since = time.monotonic()
        away = self._gone_since is not None and time.monotonic() - self._gone_since > AWAY_SECONDS
        return self.wanted and not away

    def run(self) -> None:
        """Run the job in the worker's thread to its end, or until it is not wanted any more."""
        self._thread, self.state = threading.get_ident(), State.RUNNING
        try:
            for answer in self.make():
                self.answer = answer
                self._latest = (time.monotonic(), float(answer.share))
                self._first = self._first or self._latest
                if not self.still_wanted():
                    self.state = State.STOPPED
                    return
        except Exception as error:  # noqa: BLE001 - any error is shown to the person who requested the job
            _LOG.exception("a computation failed")
            self.error, self.state = error, State.FAILED
            return
        self.state = State.DONE


class Queue:
    """Jobs of all sessions, one at a time, sessions in turns."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: OrderedDict[str, deque[Job]] = OrderedDict()
        self._running: Job | None = None
        self._thread: threading.Thread | None = None

    def submit(self, job: Job) -> str:
        """Queue the job and return ''; or refuse it and return the reason."""
        with self._changed:
            self._drop_unwanted()
            if sum(map(len, self._waiting.values())) >= MOST_WAITING:
                return phrase("job.full")
            waiting = self._waiting.setdefault(job.session, deque())
            if len(waiting) >= MOST_EACH:
                return phrase("job.most", count=MOST_EACH)
            waiting.append(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="training", daemon=True)
                self._thread.start()
            self._changed.notify()
        return ""

    def counts(self) -> tuple[int, int]:
        """Count the jobs that wait and that run."""
        with self._changed:
            return sum(map(len, self._waiting.values())), int(self._running is not None)

    def rank(self, job: Job) -> int:
        """The number of jobs before this one, the running job included; 0 if it runs itself or is over."""
        with self._changed:
            self._drop_unwanted()
            rounds = [list(jobs) for jobs in self._waiting.values()]
            order = [jobs[turn] for turn in range(MOST_EACH) for jobs in rounds if turn < len(jobs)]
            return order.index(job) + (self._running is not None) if job in order else 0

    def _drop_unwanted(self) -> None:
        """Remove waiting jobs that were stopped or whose session has left."""
        for session, jobs in list(self._waiting.items()):
            for job in [job for job in jobs if not job.still_wanted()]:
                job.state = State.STOPPED
                jobs.remove(job)
            if not jobs:
                del self._waiting[session]

    def _next(self) -> Job:
        """Wait for a job and take one of the session whose turn it is; that session then goes to the end of the row."""
        with self._changed:
            while True:
                self._drop_unwanted()
                if self._waiting:
                    session, jobs = self._waiting.popitem(last=False)
                    job = jobs.popleft()
                    if jobs:
                        self._waiting[session] = jobs
                    self._running = job
                    return job
                self._changed.wait()

    def _work(self) -> None:
        if hasattr(os, "setpriority") and hasattr(os, "PRIO_PROCESS"):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
        while True:
            job = self._next()
            job.run()
            del job
            _return_memory()
            with self._changed:
                self._running = None


def _return_memory() -> None:
    """Return to the system what a job has freed: the C library of Linux would keep it for the next one."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
