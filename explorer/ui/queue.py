"""One bounded queue of long computations per process: fair between sessions, in chunks, stopped when nobody watches."""

import logging
import os
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

MOST_WAITING = 32  # in the process
MOST_EACH = 3  # of one session
AWAY_SECONDS = 10.0  # a session that has been gone so long has left; less may be a reload of the network
_LOG = logging.getLogger(__name__)
_NICENESS = 10  # of the worker's thread: whoever edits goes first


class State(StrEnum):
    """Where a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class Job:
    """A stream of partial answers, each with `share` of the work done, made in the worker's thread.

    `alive` says whether the session that asked for it is still there.
    """

    def __init__(self, session: str, make: Callable[[], Iterator[Any]], alive: Callable[[], bool]) -> None:
        self.session, self.make, self.alive = session, make, alive
        self.state = State.WAITING
        self.answer: Any = None
        self.error: Exception | None = None
        self.wanted = True
        self._first: tuple[float, float] | None = None  # clock and share at the first answer: compiling is over
        self._latest = (0.0, 0.0)
        self._gone_since: float | None = None

    @property
    def over(self) -> bool:
        """Nothing more will come."""
        return self.state in (State.DONE, State.STOPPED, State.FAILED)

    @property
    def share(self) -> float:
        """Of the work done, 0 … 1."""
        return self._latest[1]

    @property
    def seconds_left(self) -> float | None:
        """Estimated from the pace so far; None while there is none to judge by."""
        if self._first is None or self._latest[1] <= self._first[1]:
            return None
        pace = (self._latest[0] - self._first[0]) / (self._latest[1] - self._first[1])
        return pace * (1.0 - self._latest[1])

    def stop(self) -> None:
        """It ends with the chunk under way, or at once if it is still waiting; what it has answered stays."""
        self.wanted = False
        if self.state == State.WAITING:
            self.state = State.STOPPED

    def still_wanted(self) -> bool:
        """Not stopped, and the session has not been away for long."""
        if self.alive():
            self._gone_since = None
        elif self._gone_since is None:
            self._gone_since = time.monotonic()
        away = self._gone_since is not None and time.monotonic() - self._gone_since > AWAY_SECONDS
        return self.wanted and not away

    def run(self) -> None:
        """In the worker: to the end, or until it is not wanted any more."""
        self.state = State.RUNNING
        try:
            for answer in self.make():
                self.answer = answer
                self._latest = (time.monotonic(), float(answer.share))
                self._first = self._first or self._latest
                if not self.still_wanted():
                    self.state = State.STOPPED
                    return
        except Exception as error:  # noqa: BLE001 - whatever a job dies of belongs to the person who asked for it
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
        """Take it on; or why not, in words."""
        with self._changed:
            self._drop_unwanted()
            if sum(map(len, self._waiting.values())) >= MOST_WAITING:
                return "Too many people are training networks here right now. Try again in a minute."
            own = self._waiting.setdefault(job.session, deque())
            if len(own) >= MOST_EACH:
                return f"You already have {MOST_EACH} runs waiting. Stop one, or wait until one is done."
            own.append(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="training", daemon=True)
                self._thread.start()
            self._changed.notify()
        return ""

    def place(self, job: Job) -> int:
        """How many jobs come before it, the one under way included; 0 if it is under way or over."""
        with self._changed:
            self._drop_unwanted()
            rounds = [list(jobs) for jobs in self._waiting.values()]
            order = [jobs[turn] for turn in range(MOST_EACH) for jobs in rounds if turn < len(jobs)]
            return order.index(job) + (self._running is not None) if job in order else 0

    def _drop_unwanted(self) -> None:
        """Those that were stopped before they began."""
        for session, jobs in list(self._waiting.items()):
            for job in [job for job in jobs if not job.still_wanted()]:
                job.state = State.STOPPED
                jobs.remove(job)
            if not jobs:
                del self._waiting[session]

    def _next(self) -> Job:
        """Of the session whose turn it is; it goes to the end of the row. Waits until there is one."""
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
            with self._changed:
                self._running = None
