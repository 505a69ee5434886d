"""Kernels by blocks of rows: no digit depends on the blocks, runs go on where they ended, nothing is overwritten."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntkcore import Architecture, KernelPair, Network, kernel_pair, layers
from tests.conftest import ROUNDING


def network(phi: str = "relu", bias_std: float = 0.3) -> Network:
    dense = layers.dense(1.4, bias_std)
    return Network(layers.serial(dense, layers.activation(phi), dense, layers.activation(phi), dense))


CHAIN = network().layer.layers  # pyright: ignore
NET, OTHER = network(), network(bias_std=0.31)
RANDOM = np.random.default_rng(0)
X1, X2 = RANDOM.normal(size=(75, 3)), RANDOM.normal(size=(531, 3))
X2[7], X1[3] = X1[5], X1[4] * (1 + 1e-9)


def new_maps(folder: Path, shape: tuple[int, int], mode: Any = "w+") -> KernelPair:
    return KernelPair(*(np.memmap(folder / name, np.float64, mode, shape=shape) for name in ("nngp", "ntk")))


def same(a: KernelPair, b: KernelPair) -> None:
    for first, second in zip(a, b, strict=True):
        np.testing.assert_array_equal(np.asarray(first), np.asarray(second))


@pytest.fixture(scope="module")
def square() -> KernelPair:
    return kernel_pair(NET, X2, rows=len(X2))


@pytest.mark.parametrize("x2", [None, X2])
def test_blocks_give_the_kernel(x2: np.ndarray | None) -> None:
    for blocks, at_once in zip(kernel_pair(NET, X1, x2, rows=20), kernel_pair(NET, X1, x2), strict=True):
        assert isinstance(blocks, np.ndarray)
        assert blocks.dtype == np.float64
        np.testing.assert_allclose(blocks, at_once, rtol=0, atol=ROUNDING * np.abs(at_once).max())


@given(rows=st.integers(1, 600))
@settings(max_examples=15)
def test_no_digit_depends_on_the_blocks(square: KernelPair, rows: int) -> None:
    same(kernel_pair(NET, X2, rows=rows), square)
    same(kernel_pair(NET, X1, X2, rows=rows), kernel_pair(NET, X1, X2, rows=75))


def test_a_square_kernel_is_symmetric_to_the_last_bit(square: KernelPair) -> None:
    same(square, KernelPair(*(np.asarray(kernel).T for kernel in square)))


def test_architectures_and_jax_arrays_are_taken() -> None:
    pair, expected = kernel_pair(Architecture("relu", 2, 1.4, 0.3), jnp.asarray(X1), rows=40), kernel_pair(NET, X1)
    np.testing.assert_allclose(pair.ntk, expected.ntk, rtol=0, atol=ROUNDING * 10)
    numbers = Network(layers.serial(*(layers.dense(jnp.asarray(1.4), jnp.asarray(0.3)), *CHAIN[1:])))
    same(kernel_pair(numbers, X1, rows=40), kernel_pair(NET, X1, rows=75))


def test_an_array_is_filled_where_it_lies() -> None:
    wide = np.full((75, 2 * 531), -1.0)
    result = kernel_pair(NET, X1, X2, out=(None, wide[:, ::2]))
    assert result.nngp is None
    np.testing.assert_array_equal(wide[:, ::2], kernel_pair(NET, X1, X2, rows=75).ntk)
    assert (wide[:, 1::2] == -1).all()


def test_progress_counts_rows() -> None:
    calls: list[tuple[int, int]] = []
    kernel_pair(NET, X1, rows=20, progress=lambda done, total: calls.append((done, total)))
    assert calls == [(0, 75), (20, 75), (40, 75), (60, 75), (75, 75)]


class StoppedError(Exception):
    """Raised by a test to end a computation."""


def stop_after(rows: int, calls: list[int]) -> Callable[[int, int], None]:
    def progress(done: int, _: int) -> None:
        calls.append(done)
        if done >= rows:
            raise StoppedError

    return progress


def test_a_stopped_computation_goes_on_where_it_ended(tmp_path: Path, square: KernelPair) -> None:
    maps = new_maps(tmp_path, (531, 531))
    calls: list[int] = []
    with pytest.raises(StoppedError):
        kernel_pair(NET, X2, rows=100, out=maps, progress=stop_after(200, calls))
    assert calls == [0, 100, 200]
    again = new_maps(tmp_path, (531, 531), "r+")
    again.ntk[300:, 300:] = np.nan  # not finished yet: it will be written
    calls.clear()
    result = kernel_pair(NET, X2, rows=150, out=again, progress=stop_after(999, calls))
    assert calls == [200, 300, 450, 531]
    same(result, square)
    assert result.ntk is again.ntk
    with pytest.raises(StoppedError):
        kernel_pair(NET, X2, out=again, progress=stop_after(531, calls))
    assert calls[-1] == 531


def test_finished_rows_are_not_computed_again(tmp_path: Path) -> None:
    maps = new_maps(tmp_path, (75, 531))
    kernel_pair(NET, X1, X2, rows=25, out=maps)
    maps.ntk[70, 500] = 5.0
    kernel_pair(NET, X1, X2, rows=25, out=maps)
    assert maps.ntk[70, 500] == 5.0


def test_one_kernel_can_be_added_to_the_other(tmp_path: Path) -> None:
    maps = new_maps(tmp_path, (75, 531))
    kernel_pair(NET, X1, X2, out=(None, maps.ntk))
    assert not np.any(maps.nngp)
    same(kernel_pair(NET, X1, X2, out=maps), kernel_pair(NET, X1, X2, rows=75))


@pytest.mark.parametrize(
    ("net", "x1", "x2"),
    [(OTHER, X1, X2), (NET, X1 * 1.0000001, X2), (NET, X1, X2[::-1]), (network("abs"), X1, X2)],
)
def test_the_kernel_of_another_network_is_not_overwritten(
    tmp_path: Path, net: Network, x1: np.ndarray, x2: np.ndarray
) -> None:
    maps = new_maps(tmp_path, (75, 531))
    kernel_pair(NET, X1, X2, out=maps)
    before = np.array(maps.ntk)
    with pytest.raises(ValueError, match="belongs to the kernel of another network or of other inputs"):
        kernel_pair(net, x1, x2, out=maps)
    np.testing.assert_array_equal(maps.ntk, before)


def test_an_activation_of_the_user_is_recognised_by_its_kernel(tmp_path: Path) -> None:
    def net(phi: Callable[[Any], Any]) -> Network:
        return Network(layers.serial(layers.dense(1.4), layers.numerical(phi), layers.dense(1.0)))

    x, maps = X1[:9], new_maps(tmp_path, (9, 9))
    first = KernelPair(*map(np.array, kernel_pair(net(lambda z: jnp.tanh(z)), x, out=maps)))
    same(kernel_pair(net(lambda z: jnp.tanh(z)), x, out=maps), first)
    with pytest.raises(ValueError, match=r"does not contain the rows .* Remove these files"):
        kernel_pair(net(lambda z: jnp.tanh(z) + 0.01 * z), x, out=maps)
    same(maps, first)


def test_a_file_made_anew_is_filled_anew(tmp_path: Path) -> None:
    for net in (NET, NET, OTHER):
        same(kernel_pair(net, X1, X2, out=new_maps(tmp_path, (75, 531))), kernel_pair(net, X1, X2, rows=75))


def test_a_damaged_list_of_rows_is_told(tmp_path: Path) -> None:
    maps = new_maps(tmp_path, (75, 531))
    kernel_pair(NET, X1, X2, out=maps)
    (lists,) = tmp_path.glob("ntk.rows.*")
    lists.write_text('{"finished": 3')
    with pytest.raises(ValueError, match="no list of finished rows"):
        kernel_pair(NET, X1, X2, out=maps)
    lists.unlink()
    kernel_pair(NET, X1, X2, out=maps)


def test_parts_of_one_file_and_files_of_numpy(tmp_path: Path) -> None:
    both = np.lib.format.open_memmap(tmp_path / "[both].npy", mode="w+", dtype=np.float64, shape=(2, 75, 531))
    with pytest.raises(StoppedError):
        kernel_pair(NET, X1, X2, out=(both[0], both[1]), rows=30, progress=stop_after(30, []))
    again, calls = np.load(tmp_path / "[both].npy", mmap_mode="r+"), []
    kernel_pair(NET, X1, X2, out=tuple(again), rows=30, progress=stop_after(999, calls))
    assert calls == [30, 60, 75]
    same(KernelPair(*np.load(tmp_path / "[both].npy")), kernel_pair(NET, X1, X2, rows=75))


def read_only() -> np.ndarray:
    array = np.zeros((75, 531))
    array.setflags(write=False)
    return array


SHARED = np.zeros((76, 531))


@pytest.mark.parametrize(
    ("out", "message"),
    [
        (np.zeros((75, 531)), r"out must be a pair \(nngp, ntk\)"),
        ((np.zeros((75, 531)),), "out must be a pair"),
        ((None, None), "got None for both"),
        ((None, np.zeros((531, 75))), r"ntk must have shape \(75, 531\), got \(531, 75\)"),
        ((np.zeros((75, 531), np.float32), None), "nngp must be of dtype float64, got float32"),
        ((np.zeros((75, 531), ">f8"), None), "nngp must be of dtype float64, got >f8"),
        ((None, read_only()), "ntk is read-only"),
        ((None, jnp.zeros((75, 531))), "ntk must be a NumPy array"),
        ((SHARED[:75], SHARED[1:]), "nngp and ntk share memory"),
    ],
)
def test_bad_outputs_are_refused(out: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        kernel_pair(NET, X1, X2, out=out)


@pytest.mark.parametrize("rows", [0, -1, 2.5, "many", True, [3]])
def test_bad_rows_are_refused_and_nothing_is_written(rows: Any) -> None:
    out = (np.zeros((75, 531)), None)
    with pytest.raises(ValueError, match=r"^rows must be"):
        kernel_pair(NET, X1, X2, rows=rows, out=out)
    assert not out[0].any()


def test_a_progress_that_cannot_be_called_is_refused() -> None:
    progress: Any = True
    with pytest.raises(ValueError, match="progress must be a function"):
        kernel_pair(NET, X1, progress=progress)


def test_a_file_that_was_cut_is_refused(tmp_path: Path) -> None:
    maps = new_maps(tmp_path, (75, 531))
    with (tmp_path / "ntk").open("r+b") as file:
        file.truncate(1000)
    with pytest.raises(ValueError, match=r"ntk needs 318600 bytes of .*, which has 1000 now"):
        kernel_pair(NET, X1, X2, out=maps)
    twice = KernelPair(maps.nngp, np.memmap(tmp_path / "nngp", np.float64, "r+", shape=(75, 531)))
    with pytest.raises(ValueError, match="share memory"):
        kernel_pair(NET, X1, X2, out=twice)
    assert not np.any(maps.nngp)


def test_a_map_without_a_file_of_its_own_is_filled_like_an_array(tmp_path: Path) -> None:
    maps = new_maps(tmp_path, (75, 531))
    copied = new_maps(tmp_path, (75, 531), "c")
    same(kernel_pair(NET, X1, X2, out=copied), kernel_pair(NET, X1, X2, rows=75))
    assert not np.any(maps.ntk)
    assert {path.name for path in tmp_path.iterdir()} == {"nngp", "ntk"}


@pytest.mark.parametrize("wrapped", [jax.jit, jax.grad])
def test_rows_under_a_trace_are_refused(wrapped: Any) -> None:
    with pytest.raises(ValueError, match="which JAX cannot trace"):
        wrapped(lambda x: kernel_pair(NET, x, rows=2).ntk.sum())(jnp.ones((3, 2)))
    with pytest.raises(ValueError, match="which JAX cannot trace"):
        wrapped(lambda b: kernel_pair(network(bias_std=b), X1, rows=2).ntk.sum())(0.1)
