"""The faults: what is done to the processes."""

import asyncio
import os
import tempfile
import time
from pathlib import Path

from bench.chaos import lecture
from bench.chaos.cost import Fault
from bench.chaos.town import Town
from scripts.serve import ROOT

FAILED = 6.0  # seconds; nginx passes over a process that has failed for five
# Below this folder of the process alone, nothing more can be written: it has a disk of its own, which is full.
_ON_FULL_DISK = 'mount -t tmpfs -o size=1m tmpfs "$HOME" && head -c 2m /dev/zero >"$HOME/full" 2>/dev/null; exec "$@"'
# libfaketime breaks the call with which Python sleeps, and none of those that wait for a time at most.
_SLEEP = "import select, time\ntime.sleep = lambda seconds: select.select((), (), (), seconds) and None\n"


def kill(town: Town) -> None:
    """End a process at once; it is started again, as a container is."""
    town.replicas[0].kill()
    time.sleep(1.0)
    town.replicas[0].start()


def terminate(town: Town) -> None:
    """Tell a process to stop, and start it again when it has ended."""
    town.replicas[0].terminate()
    town.replicas[0].start()


def roll(town: Town) -> None:
    """Restart all processes, one after the other, each when the one before is ready."""
    for replica in town.replicas:
        replica.terminate()
        replica.start()
        time.sleep(FAILED)


def restart_nginx(town: Town) -> None:
    """Stop nginx, so that all connections break, and start it again."""
    town.stop_nginx()
    time.sleep(1.0)
    town.start_nginx()


def pause(town: Town) -> None:
    """Let a process do nothing for half a minute."""
    town.replicas[0].pause()
    time.sleep(30.0)
    town.replicas[0].go_on()


def restart_redis(town: Town) -> int:
    """Kill Redis while a class guesses, and start it again; the guesses that are not in the room afterwards."""
    return asyncio.run(lecture.guesses_lost(town))


def forbid_writing(town: Town) -> None:
    """Start a process again that can write neither its cache of compiled code nor its home."""
    with town.replicas[0].changed(HOME="/proc/none", JAX_COMPILATION_CACHE_DIR="/proc/none"):
        time.sleep(FAILED)


def fill_disk(town: Town) -> None:
    """Start a process again whose home, temporary files and cache are on a disk that is full."""
    with tempfile.TemporaryDirectory() as folder:
        on_full_disk = ("unshare", "--map-root-user", "--mount", "sh", "-c", _ON_FULL_DISK, "sh")
        folders = dict.fromkeys(("HOME", "TMPDIR", "JAX_COMPILATION_CACHE_DIR"), folder)
        with town.replicas[0].changed(on_full_disk, **folders):
            time.sleep(FAILED)


def set_clock(town: Town) -> None:
    """Let the clock of a process jump an hour ahead, and two back."""
    libraries = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not libraries:
        raise RuntimeError("libfaketime was not found. Install it (Debian, Ubuntu: apt-get install libfaketime).")
    with tempfile.TemporaryDirectory() as folder:
        offset = Path(folder) / "offset"
        offset.write_text("+0s")
        (Path(folder) / "sitecustomize.py").write_text(_SLEEP)
        fake = {"FAKETIME_TIMESTAMP_FILE": str(offset), "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        path = os.pathsep.join((folder, str(ROOT)))
        with town.replicas[0].changed(LD_PRELOAD=str(libraries[0]), PYTHONPATH=path, **fake):
            time.sleep(FAILED)  # until people are here again
            for jump in ("+3600s", "-3600s"):
                offset.write_text(jump)
                time.sleep(4.0)


FAULTS = (
    Fault("A process is killed (kill -9)", kill),
    Fault("A process is told to stop (SIGTERM)", terminate),
    Fault("All processes are restarted, one after the other", roll),
    Fault("nginx is restarted", restart_nginx),
    Fault("A process pauses for 30 s, without letting go of its connections", pause),
    Fault("Redis is killed while a class guesses, and is back after 3 s", restart_redis),
    Fault("A process starts again and can write neither cache nor home", forbid_writing),
    Fault("A process starts again on a disk that is full", fill_disk),
    Fault("The clock of a process jumps by an hour, forwards and back", set_clock),
)
