"""Kernels by blocks of rows on several devices and processes, after a kill, and with little memory."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ntkcore import KernelPair, Network, kernel_pair, layers
from tests.conftest import ROOT

SHAPE = (600, 600)
START = """
import os, signal, sys, time, jax, numpy as np
from ntkcore import KernelPair, Network, kernel_pair, layers
folder, mode, process = sys.argv[1:]
net = Network(layers.serial(layers.dense(1.4, 0.3), layers.activation("relu"), layers.dense(1.4, 0.3)))
x = np.random.default_rng(1).normal(size=(600, 2))
def maps(shape=(600, 600), mode=mode):
    return KernelPair(*(np.memmap(f"{folder}/{name}", np.float64, mode, shape=shape) for name in ("nngp", "ntk")))
"""


def start(folder: Path, code: str, mode: str = "r+", process: int = 0, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-c", START + code, str(folder), mode, str(process)]
    return subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def end(*processes: subprocess.Popen[str]) -> list[tuple[int, str]]:
    try:
        texts = [process.communicate(timeout=120)[0] for process in processes]
    finally:
        for process in processes:
            process.kill()
    return [(process.returncode, text) for process, text in zip(processes, texts, strict=True)]


def open_maps(folder: Path, mode: str = "r+") -> KernelPair:
    names = ("nngp", "ntk")
    return KernelPair(*(np.memmap(folder / name, np.float64, mode, shape=SHAPE) for name in names))  # pyright: ignore


@pytest.fixture(scope="module")
def expected() -> KernelPair:
    """The kernel that `START` describes, computed at once by this process."""
    net = Network(layers.serial(layers.dense(1.4, 0.3), layers.activation("relu"), layers.dense(1.4, 0.3)))
    return kernel_pair(net, np.random.default_rng(1).normal(size=(SHAPE[0], 2)), rows=SHAPE[0])


def same(a: KernelPair, b: KernelPair) -> None:
    for first, second in zip(a, b, strict=True):
        np.testing.assert_array_equal(np.asarray(first), np.asarray(second))


def test_two_devices_share_the_blocks(tmp_path: Path, expected: KernelPair) -> None:
    code = """
from ntkcore.kernels import tiles
used, compute = [], tiles._from_states
def watched(*args):
    pair = compute(*args)
    used.extend(pair.ntk.devices())
    return pair
tiles._from_states = watched
kernel_pair(net, x, rows=100, out=maps())
assert len(jax.local_devices()) == 2 and set(used) == set(jax.local_devices()), used
try:
    kernel_pair(net, x * np.inf, rows=100)
except ValueError:
    print("refused")
"""
    flags = f"{os.environ.get('XLA_FLAGS', '')} --xla_force_host_platform_device_count=2".strip()
    assert end(start(tmp_path, code, "w+", XLA_FLAGS=flags)) == [(0, "refused\n")]
    same(open_maps(tmp_path), expected)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("localhost", 0))
        return listener.getsockname()[1]


CONNECT = """
jax.distributed.initialize("localhost:{port}", 2, int(process))
assert jax.process_count() == 2
"""
SHARE = """
calls = []
kernel_pair(net, x, rows=64, out=maps(), progress=lambda *now: calls.append(now))
print(calls[0], calls[-1])
"""


def test_two_processes_share_the_blocks(tmp_path: Path, expected: KernelPair) -> None:
    open_maps(tmp_path, "w+")
    code = CONNECT.format(port=free_port()) + SHARE
    done = end(*(start(tmp_path, code, process=process) for process in (0, 1)))
    assert [(status, text.splitlines()[-1]) for status, text in done] == [
        (0, "(0, 320) (320, 320)"),
        (0, "(0, 280) (280, 280)"),
    ]
    same(open_maps(tmp_path), expected)


def test_a_process_that_dies_leaves_the_rest_to_the_next_run(tmp_path: Path, expected: KernelPair) -> None:
    open_maps(tmp_path, "w+")
    code = f"""
{CONNECT.format(port=free_port())}
def progress(done, total):
    if process == "1" and done > 64:
        os.kill(os.getpid(), signal.SIGKILL)
kernel_pair(net, x, rows=64, out=maps(), progress=progress)
print("share done", flush=True)
while not os.path.exists(f"{{folder}}/ntk.rows.0.1"):  # JAX ends all processes when the first one leaves
    time.sleep(0.05)
os._exit(0)
"""
    (first, text), (second, _) = end(*(start(tmp_path, code, process=process) for process in (0, 1)))
    assert (first, text.splitlines()[-1]) == (0, "share done")
    assert second in (-signal.SIGKILL, -signal.SIGABRT)  # by itself, or by JAX because the first process has left
    calls = []
    maps = open_maps(tmp_path)
    net = Network(layers.serial(layers.dense(1.4, 0.3), layers.activation("relu"), layers.dense(1.4, 0.3)))
    x = np.random.default_rng(1).normal(size=(SHAPE[0], 2))
    kernel_pair(net, x, rows=64, out=maps, progress=lambda *now: calls.append(now))
    assert calls[0] in ((320, 600), (384, 600))  # all of the first process; of the second what it had saved
    same(maps, expected)


def test_a_kernel_larger_than_memory(tmp_path: Path) -> None:
    """Where the system can limit a process's own memory, as Linux can, the matrix does not fit into it."""
    limit = """
import resource
with open("/proc/self/status") as status:
    (now,) = (int(line.split()[1]) for line in status if line.startswith("VmData"))
room = 48 << 20
resource.setrlimit(resource.RLIMIT_DATA, 2 * ((now << 10) + room,))
assert room < 8 * 3000**2
try:
    np.ones((3000, 3000))
except MemoryError:
    print("too large for memory")
"""
    limited = Path("/proc/self/status").exists()
    code = f"""
x = np.linspace(-1, 1, 3000)
kernel_pair(net, x[:600], rows=64)  # compiles
{limit if limited else ""}
kernel_pair(net, x, out=maps((3000, 3000)))
"""
    assert end(start(tmp_path, code, "w+")) == [(0, "too large for memory\n" if limited else "")]
    net = Network(layers.serial(layers.dense(1.4, 0.3), layers.activation("relu"), layers.dense(1.4, 0.3)))
    ntk, x = np.memmap(tmp_path / "ntk", np.float64, "r", shape=(3000, 3000)), np.linspace(-1, 1, 3000)
    for i in (0, 1234, 2999):
        np.testing.assert_allclose(ntk[i], kernel_pair(net, x[[i]], x).ntk[0], rtol=1e-13)
