"""What every test shares: how close numbers must be, and how hypothesis runs."""

import gc
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings

from explorer import memory
from explorer.scene.permalink import decode
from explorer.scene.scene import Root

ROOT = Path(__file__).parents[1]

# What links of the first version open on: points at round inputs, easy to aim at, under the NTK; with new samples.
FIVE_POINTS = replace(decode("v=1")[0], root=Root.TRIANGULAR)

# Relative to the largest entry unless a test says otherwise.
ROUNDING = 1e-13  # the same float64 quantity along two routes of a few dozen operations
CHAOS = 1e-11  # the same of any network that LIMITS allow: depth 32 and large weights amplify rounding
ORACLE = 1e-12  # kernels of another library
POSTERIOR = 1e-9  # posteriors of another library or route: rounding times the condition number of the case
EXACT = 1e-14  # entry by entry, against 60-digit arithmetic
QUADRATURE = 1e-12
FINITE_DIFFERENCE = 1e-6  # central differences with step 1e-5

os.environ.setdefault("NTK_MEMORY_MIB", "0")  # tests hold more than a server may

# MiB that a process of tests may hold after a file. JAX forgets no compiled code by itself; half of all tests leave
# thousands of functions, which were 6 GB.
MOST = 1500

gc.set_threshold(20_000, 20, 20)  # JAX makes many objects: with the usual numbers a tenth of the time goes into looking

settings.register_profile("tests", deadline=None, derandomize=True)
settings.load_profile("tests")


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a sample of the cases of each test that has a mark `sample`, the same in every run; the rest is `long`."""
    cases: defaultdict[tuple[str, int], list[pytest.Item]] = defaultdict(list)
    for item in items:
        mark = item.get_closest_marker("sample")
        if mark and not item.get_closest_marker("long"):
            cases[item.nodeid.split("[")[0], mark.args[0]].append(item)
    for (name, count), all_cases in cases.items():
        kept = random.Random(name).sample(all_cases, min(count, len(all_cases)))
        for item in all_cases:
            if item not in kept:
                item.add_marker(pytest.mark.long)


def pytest_collection_finish() -> None:
    """Spare the garbage collector what lives to the end: modules, and thousands of tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module", autouse=True)
def forgotten() -> Iterator[None]:
    """Forget compiled code between two files if there is much; what others need is read from the disk."""
    yield
    if memory.resident_mib() > MOST:
        memory.forget_code()
