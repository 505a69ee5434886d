"""Orders of blocks: those that are refused are those that the library refuses, each with its block and what to do."""

import numpy as np
import pytest

from explorer.scene.blocks import sorts
from explorer.scene.blocks.network import code_of, network_of
from explorer.scene.blocks.order import SIDE, fault_of, needs_images
from ntkcore import Network, layers
from ntkcore.kernels.by_layer import kernels_by_layer
from ntkcore.kernels.order import check_shapes
from tests.oracle.chains import inputs_of
from tests.oracle.test_architectures import CASES, errors
from tests.unit.explorer.scene.blocks.rows import random_row


def row_of(text):
    problems: list[str] = []
    row = sorts.read("blocks", text, problems)
    assert not problems
    return row


def is_accepted(row):
    """Whether the library makes this network and applies it to the inputs of the page."""
    try:
        check_shapes(network_of(row).layer, (SIDE, SIDE, 1) if needs_images(row) else (SIDE**2,))
    except ValueError:
        return False
    return True


def test_the_refused_orders_are_those_that_the_library_refuses():
    rows = [random_row(np.random.default_rng(seed)) for seed in range(1500)]
    faults = [fault_of(row) for row in rows]
    accepted = [is_accepted(row) for row in rows]
    assert [fault is None for fault in faults] == accepted
    assert 60 < sum(accepted) < 1000
    for row, fault in zip(rows, faults, strict=True):
        assert fault is None or (0 <= fault.at < len(row) and fault.reason().endswith("."))


@pytest.mark.parametrize(
    ("text", "at", "reason"),
    [
        ("relu,dense", 0, "cannot come first"),
        ("dense,relu,norm,dense", 2, "Layer norm must come right after Dense or Convolution"),
        ("dense,norm,dense", 2, "After Layer norm must come an Activation"),
        ("flatten,conv3,dense", 1, "A Convolution needs an image"),
        ("conv3,relu,gap", 2, "The last block must be Dense"),
        ("conv3,relu,dense", 2, "still has positions"),
        ("conv3,flatten,gap,dense", 2, "Pooling needs an image"),
        ("conv3,flatten,relu,dense", 2, "Flattened positions differ"),
        ("dense,relu,relu,dense", 2, "numbers that weights have just made"),
        ("dense,skip2,dense", 1, "goes round 2 blocks, but 1 stand before it"),
        ("dense,relu,skip1,dense", 2, "must end in Dense or Convolution"),
        ("dense,relu,dense,skip2,dense,skip2,dense", 5, "starts inside another"),
        ("conv3,relu,conv3-valid,skip2,gap,dense", 3, "keep the size of the image"),
        ("conv5-valid,relu,conv5-valid,gap,dense", 2, "only 4 × 4"),
        ("pool2,pool2,pool2,pool2,dense", 3, "Only one position"),
    ],
)
def test_an_impossible_order_is_told_at_its_block(text, at, reason):
    fault = fault_of(row_of(text))
    assert fault is not None
    assert (fault.at, reason in fault.reason()) == (at, True)


def test_the_python_makes_the_same_network():
    tried = 0
    for seed in range(400):
        row = random_row(np.random.default_rng(seed), amounts=True)
        if fault_of(row) is None:
            names: dict = {"Network": Network, "layers": layers}
            exec("\n".join(code_of(row)), names)
            assert names["network"] == network_of(row)
            tried += 1
    assert tried > 20


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("conv3-circular,relu,conv3-circular,relu,flatten,dense", "conv2 flatten CIRCULAR"),
        ("dense,norm,sin,dense,skip3,norm,sin,dense", "pre-LN residual sin"),
        ("dense,relu,dense,relu,dense,skip4,relu,dense", "resfc block of two"),
    ],
)
def test_blocks_have_the_kernels_of_stored_values_in_45_digits(text, name):
    case = next(each for each in CASES if each["name"] == name)
    spreads = (case["weight_std"], case["bias_std"])
    row = tuple(
        block._replace(values=(*block.values[:-2], *spreads)) if block.sort in ("dense", "conv") else block
        for block in row_of(text)
    )
    x = inputs_of(case)
    x = x if needs_images(row) else x.reshape(len(x), -1)
    assert errors([kernel[-1] for kernel in kernels_by_layer(network_of(row), x)], case).max() < 1e-13
