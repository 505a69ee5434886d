"""A bounded queue of long computations, one per process: fair between people, stopped when a session has left."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

from explorer import memory
from explorer.language import phrases_of
from explorer.ui import compiling
from explorer.ui.turns import Asker, Turns

phrase = phrases_of("ui")

MOST_WAITING = 32  # jobs in the process; of each session the newest one waits
MOST_OF_ADDRESS = 24  # so that others can wait too; a class is one address
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

    `alive` tells whether the session of the `asker` still exists, `doing` what is computed, in words that begin
    with a verb: 'training 30 networks'.
    """

    def __init__(
        self, asker: Asker, make: Callable[[], Iterator[Any]], alive: Callable[[], bool], doing: str = "computing"
    ) -> None:
        self.asker, self.make, self.alive, self.doing = asker, make, alive, doing
        self.state = State.WAITING
        self.answer: Any = None
        self.error: Exception | None = None
        self.wanted = True
        self.is_replaced = False  # the same session asked for another one while this one waited
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
    """Jobs of all sessions, one at a time: see Turns. Of each session one waits, the newest."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[Job] = []  # by arrival
        self._turns = Turns()
        self._running: Job | None = None
        self._thread: threading.Thread | None = None

    def submit(self, job: Job) -> str:
        """Queue the job in place of what its session has waiting, and return ''; or refuse it and return the reason."""
        with self._changed:
            self._drop_unwanted()
            replaced = next((each for each in self._waiting if each.asker.session == job.asker.session), None)
            if replaced is None and self._is_full(job.asker.address):
                return phrase("job.full")
            if replaced is None:
                self._waiting.append(job)
            else:
                replaced.is_replaced = True
                replaced.stop()
                self._waiting[self._waiting.index(replaced)] = job
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="training", daemon=True)
                self._thread.start()
            self._changed.notify()
        return ""

    def _is_full(self, address: str) -> bool:
        """Whether nobody, or nobody else at this address, can wait."""
        neighbours = sum(job.asker.address == address for job in self._waiting)
        return len(self._waiting) >= MOST_WAITING or neighbours >= MOST_OF_ADDRESS

    def counts(self) -> tuple[int, int]:
        """Count the jobs that wait and that run."""
        with self._changed:
            return len(self._waiting), int(self._running is not None)

    def rank(self, job: Job) -> int:
        """The number of jobs before this one, the running job included; 0 if it runs itself or is over."""
        with self._changed:
            self._drop_unwanted()
            if job not in self._waiting:
                return 0
            return self._turns.order(self._waiting).index(job) + (self._running is not None)

    def _drop_unwanted(self) -> None:
        """Remove waiting jobs that were stopped or whose session has left."""
        unwanted = [job for job in self._waiting if not job.still_wanted()]
        for job in unwanted:
            job.state = State.STOPPED
        self._waiting = [job for job in self._waiting if job not in unwanted]

    def _next(self) -> Job:
        """Wait for a job and take the one whose turn it is."""
        with self._changed:
            while True:
                self._drop_unwanted()
                if self._waiting:
                    job = self._turns.order(self._waiting)[0]
                    self._waiting.remove(job)
                    self._turns.take(job.asker)
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
            memory.give_back()
            with self._changed:
                self._running = None
