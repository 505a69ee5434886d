"""Two inputs layer by layer: against kernels of networks of each depth, a table, and bad input."""

import numpy as np
import pytest

from ntkcore import Architecture, Network, depth, kernel_pair, layers
from tests.conftest import CHAOS

PAIR = (-0.5, 0.7)
FOUR = {"arch": Architecture("gelu", 1, 1.6, 0.3), "x1": PAIR[0], "x2": PAIR[1], "layers": 4}


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("activation", "norm", "skip"),
    [("relu", "none", "none"), ("erf", "layer", "none"), ("gelu", "none", "equal"), ("sin", "layer", "scaled")],
)
def test_kernels_are_those_of_the_same_chain_of_layers(activation, norm, skip):
    dense = layers.dense(1.6, 0.3)
    normal = [layers.layer_norm()] if norm == "layer" else []
    block = layers.serial(*normal, layers.activation(activation), dense)
    if skip != "none":
        block = layers.residual(block, *((0.5**0.5, 0.5**0.5) if skip == "equal" else (1.0, 0.5)))
    net = Network(layers.serial(dense, block, block, block, layers.activation("identity"), layers.dense(1.0)))
    way = depth.course(Architecture(activation, 1, 1.6, 0.3, skip, norm), *PAIR, layers=4)
    kernels = kernel_pair(net, list(PAIR))
    nngp = np.asarray(kernels.nngp)
    ntk = np.asarray(kernels.ntk) - nngp  # the last dense layer adds K to Θ
    assert way.variances[-1] == pytest.approx(nngp.diagonal(), rel=CHAOS)
    assert way.ntk[-1] == pytest.approx(ntk.diagonal(), rel=CHAOS)
    for cosine, gram in ((way.correlation, nngp), (way.ntk_cosine, ntk)):
        assert float(cosine[-1]) == pytest.approx(gram[0, 1] / np.sqrt(gram[0, 0] * gram[1, 1]), abs=CHAOS)


def right_angle(skip, count):
    return depth.course(Architecture("relu", 1, 2**0.5, 0.0, skip), [1.0, 0.0], [0.0, 1.0], layers=count)


# ReLU, w² = 2, no bias, from c = 0: c and the cosine of the NTK after so many hidden layers.
@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("skip", "hidden", "correlation", "ntk"),
    [
        ("none", 16, 0.9295, 0.3131),
        ("none", 64, 0.9921, 0.2811),
        ("equal", 16, 0.8161, 0.2966),
        ("equal", 64, 0.9727, 0.2876),
    ],
)
def test_right_angles_become_small_layer_by_layer(skip, hidden, correlation, ntk):
    way = right_angle(skip, 65)
    assert float(way.correlation[hidden]) == pytest.approx(correlation, abs=5e-5)
    assert float(way.ntk_cosine[hidden]) == pytest.approx(ntk, abs=5e-5)


def test_scaled_skips_keep_inputs_apart_at_any_depth():
    ends = [float(right_angle("scaled", count).correlation[-1]) for count in (65, 1025)]
    assert ends == pytest.approx([0.25, 0.254], abs=2e-3)
    assert float(right_angle("none", 1025).distance[-1]) < 1e-4


def test_close_inputs_keep_all_digits_of_their_distance():
    way = depth.course(Architecture("erf", 1, 1.0, 0.3), 1.0, 1.0 + 1e-9, layers=40)
    ratio = np.asarray(way.distance)[1:] / np.asarray(way.distance)[:-1]
    assert ratio[-1] == pytest.approx(0.80892998, abs=1e-8)  # χ⊥ at the fixed point
    assert (way.distance > 0).all()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"layers": 0}, "layers must be"),
        ({"x1": [1.0, 2.0]}, "one dimension"),
        ({"arch": "relu"}, "arch must be an Architecture"),
    ],
)
def test_bad_input_is_refused(changed, message):
    with pytest.raises(ValueError, match=message):
        depth.course(**(FOUR | changed))
