"""Kernels written into files: a run that is killed at any line goes on, and no kernel is written over another one."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from ntkcore import Architecture, KernelPair, kernel_pair
from ntkcore.kernels import blocks, journal, targets, tiles

NET, OTHER = Architecture("relu", 2, 1.4, 0.3), Architecture("relu", 2, 1.4, 0.31)
N = 40
X = np.random.default_rng(0).normal(size=(N, 3))
SIZE = 8 * N * N


def new_map(path: Path, mode: Any = "w+", offset: int = 0, **options: Any) -> np.memmap:
    return np.memmap(path, np.float64, mode, offset, (N, N), **options)


def new_maps(folder: Path, mode: Any = "w+") -> KernelPair:
    return KernelPair(new_map(folder / "nngp", mode), new_map(folder / "ntk", mode))


@pytest.fixture(scope="module")
def expected() -> KernelPair:
    return kernel_pair(NET, X, rows=N)


def same(maps: KernelPair, expected: KernelPair) -> None:
    for first, second in zip(maps, expected, strict=True):
        np.testing.assert_array_equal(np.asarray(first), np.asarray(second))


def lines_of(run: Any, at_line: Any) -> None:
    """Run, and call `at_line` before every line of the modules that write."""
    files = {module.__file__ for module in (blocks, journal, targets, tiles)}

    def trace(frame: Any, event: str, _: Any) -> Any:
        if frame.f_code.co_filename not in files:
            return None
        if event == "line":
            at_line()
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)


def test_a_run_that_is_killed_between_any_two_lines_goes_on(
    tmp_path: Path, expected: KernelPair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is on disk at each line is what a kill leaves: from every such state the kernel is completed."""
    monkeypatch.setattr(blocks, "_SAVE_SECONDS", 0.0)
    work, states = tmp_path / "work", []
    work.mkdir()
    maps = new_maps(work)

    def keep() -> None:
        state = {path.name: path.read_bytes() for path in work.iterdir()}
        if state not in states:
            states.append(state)

    lines_of(lambda: kernel_pair(NET, X, rows=16, out=maps), keep)
    same(maps, expected)
    assert len(states) > 15
    unfinished = 0
    for number, state in enumerate(states):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name, content in state.items():
            (folder / name).write_bytes(content)
        calls: list[int] = []
        again = new_maps(folder, "r+")
        kernel_pair(NET, X, rows=16, out=again, progress=lambda done, _, calls=calls: calls.append(done))
        same(again, expected)
        unfinished += calls[0] < N
    assert 0 < unfinished < len(states)


@pytest.mark.parametrize("stop", [0.2, 0.45, 0.7, 0.9])
def test_a_run_that_is_interrupted_at_a_line_goes_on(tmp_path: Path, expected: KernelPair, stop: float) -> None:
    maps, lines = new_maps(tmp_path), []
    lines_of(lambda: kernel_pair(NET, X, rows=16), lambda: lines.append(0))
    left = [int(stop * len(lines))]

    def interrupt() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lines_of(lambda: kernel_pair(NET, X, rows=16, out=maps), interrupt)
    same(kernel_pair(NET, X, rows=16, out=maps), expected)


def test_two_maps_of_the_same_bytes_are_refused(tmp_path: Path) -> None:
    path, link, hard = tmp_path / "both", tmp_path / "link", tmp_path / "hard"
    first = new_map(path)
    with path.open("r+b") as file:
        file.truncate(3 * SIZE)
    link.symlink_to(path)
    os.link(path, hard)
    for name in (path, link, hard):
        second = new_map(name, "r+", 8 * N)
        with pytest.raises(ValueError, match=rf"nngp and ntk share memory: bytes {8 * N} to {SIZE} of .*both. Give"):
            kernel_pair(NET, X, out=(first, second))
        with pytest.raises(ValueError, match="share memory"):
            kernel_pair(NET, X, out=(first, np.asarray(second)[::-1]))
    assert not first.any()
    assert {file.name for file in tmp_path.iterdir()} == {"both", "link", "hard"}


def test_maps_of_different_bytes_of_a_file_are_taken(tmp_path: Path, expected: KernelPair) -> None:
    path = tmp_path / "both"
    with path.open("wb") as file:
        file.truncate(3 * SIZE)
    apart = KernelPair(new_map(path, "r+", 8), new_map(path, "r+", SIZE + 8))
    same(kernel_pair(NET, X, out=apart), expected)
    woven = np.memmap(path, np.float64, "w+", 0, (N, N, 2))
    same(kernel_pair(NET, X, out=(woven[..., 0], woven[..., 1])), expected)


def test_an_array_on_a_map_goes_on_like_the_map(tmp_path: Path) -> None:
    kernel_pair(NET, X, out=(None, np.asarray(new_map(tmp_path / "ntk"))))
    calls: list[int] = []
    kernel_pair(NET, X, out=(None, new_map(tmp_path / "ntk", "r+")), progress=lambda done, _: calls.append(done))
    assert calls == [N]


def test_a_kernel_is_not_written_over_another_one_from_another_offset(tmp_path: Path, expected: KernelPair) -> None:
    path = tmp_path / "many"
    with path.open("wb") as file:
        file.truncate(4 * SIZE)
    kernel_pair(NET, X, out=(None, new_map(path, "r+", SIZE)))
    for offset in (8, SIZE - 8, SIZE + 8, 2 * SIZE - 8):
        with pytest.raises(ValueError, match=r"tells that another kernel has some of these bytes of .*many"):
            kernel_pair(OTHER, X, out=(None, new_map(path, "r+", offset)))
    kernel_pair(OTHER, X, out=(new_map(path, "r+"), new_map(path, "r+", 2 * SIZE)))
    np.testing.assert_array_equal(new_map(path, "r", SIZE), expected.ntk)
    new_map(path)[:] = 0.0  # made anew: what was told about it does not count any more
    same(kernel_pair(NET, X, out=(new_map(path, "r+"), None)), KernelPair(expected.nngp, None))  # pyright: ignore


def test_another_layout_of_a_map_is_another_kernel(tmp_path: Path) -> None:
    kernel = kernel_pair(NET, X, X[::-1], rows=N).ntk
    by_columns = new_map(tmp_path / "ntk", order="F")
    np.testing.assert_array_equal(kernel_pair(NET, X, X[::-1], out=(None, by_columns)).ntk, kernel)
    for out in (new_map(tmp_path / "ntk", "r+"), by_columns[::-1]):
        with pytest.raises(ValueError, match="belongs to the kernel of another network or of other inputs"):
            kernel_pair(NET, X, X[::-1], out=(None, out))
    np.testing.assert_array_equal(by_columns, kernel)


class Usage(NamedTuple):
    free: int


def test_a_full_disk_is_told_before_anything_is_written(
    tmp_path: Path, expected: KernelPair, monkeypatch: pytest.MonkeyPatch
) -> None:
    maps = new_maps(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1024))
    with pytest.raises(OSError, match=r"out: the disk of .* has 0 MiB left, and the kernels need 0 MiB more"):
        kernel_pair(NET, X, out=maps)
    assert {path.name for path in tmp_path.iterdir()} == {"nngp", "ntk"}
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(4 * SIZE))
    same(kernel_pair(NET, X, out=maps), expected)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0))
    same(kernel_pair(NET, X, out=maps), expected)  # it has its room


def told(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in folder.glob("*.rows.*"):
        yield path, json.loads(path.read_text())


@pytest.mark.parametrize("change", [{"finished": 3}, {"finished": [["a", "b"]]}, {"bytes": None}])
def test_a_list_with_other_content_is_told(tmp_path: Path, change: dict[str, Any]) -> None:
    maps = new_maps(tmp_path)
    kernel_pair(NET, X, out=maps)
    for path, content in told(tmp_path):
        path.write_text(json.dumps(content | change))
    with pytest.raises(ValueError, match=r"is no list of finished rows\. Remove it"):
        kernel_pair(NET, X, out=maps)


def test_another_process_that_writes_another_kernel_there_is_told_at_the_end(tmp_path: Path) -> None:
    maps = new_maps(tmp_path)

    def write(done: int, total: int) -> None:
        if done == total:
            for path, content in told(tmp_path):
                path.with_suffix(".1").write_text(json.dumps(content | {"fingerprint": "another"}))

    with pytest.raises(ValueError, match="belongs to the kernel of another network"):
        kernel_pair(NET, X, out=maps, progress=write)
