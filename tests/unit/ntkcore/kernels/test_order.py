"""Layers that stand where their formulas do not hold, or that do not fit the inputs, are refused."""

from typing import Any, NamedTuple, cast

import numpy as np
import pytest

from ntkcore import Architecture, Network, kernel_pair, layers, log_evidence, predict

DENSE, PHI, NORM = layers.dense(1.2), layers.activation("relu"), layers.layer_norm()
CONV, FLAT, MEAN = layers.conv(3, 1.2), layers.flatten(), layers.global_avg_pool()


class Unchanged(NamedTuple):
    """Somebody else's layer."""

    def __call__(self, state: Any, scale: Any) -> Any:
        return state, scale


IMAGES, VECTORS = np.ones((2, 4, 3, 1)), np.ones((2, 5))


@pytest.mark.parametrize(
    ("chain", "says"),
    [
        ((PHI, DENSE), "needs Gaussian pre-activations, got the inputs"),
        ((DENSE, PHI, PHI, DENSE), "needs Gaussian pre-activations, got outputs of an activation"),
        ((CONV, PHI, layers.avg_pool(2), PHI, FLAT, DENSE), "needs Gaussian pre-activations"),
        ((DENSE, PHI, layers.residual(DENSE), PHI, DENSE), "needs Gaussian pre-activations"),
        ((CONV, FLAT, PHI, DENSE), "got flattened positions. Put layers.dense or layers.conv before it"),
        ((CONV, FLAT, NORM, PHI, DENSE), "needs pre-activations, got flattened positions"),
        ((NORM, PHI, DENSE), "needs pre-activations, got the inputs"),
        ((DENSE, PHI, NORM, PHI, DENSE), "mean over the channels is not 0"),
        ((DENSE, NORM, DENSE), "must stand directly before an activation"),
        ((CONV, NORM, MEAN, DENSE), "must stand directly before an activation"),
        ((DENSE, layers.residual(layers.serial(NORM, DENSE)), DENSE), "must stand directly before an activation"),
        ((DENSE, layers.residual(layers.serial(PHI, PHI, DENSE)), DENSE), "needs Gaussian pre-activations"),
        ((CONV, FLAT), "must end in layers.dense"),
        ((CONV,), "must end in layers.dense"),
    ],
)
def test_layers_stand_where_their_formulas_hold(chain, says):
    with pytest.raises(ValueError, match=says):
        Network(layers.serial(*chain))


@pytest.mark.parametrize(
    "chain",
    [
        (layers.serial(DENSE, NORM), layers.serial(PHI, DENSE)),
        (CONV, layers.avg_pool(2), NORM, PHI, MEAN, DENSE),
        (DENSE, layers.residual(layers.serial(NORM, PHI, DENSE)), NORM, PHI, DENSE),
        (DENSE, PHI, layers.residual(DENSE), DENSE, PHI, DENSE),
        (lambda state: state, PHI, DENSE),  # of somebody else's layer nothing is said
    ],
)
def test_what_holds_is_allowed(chain):
    Network(layers.serial(*chain))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: layers.residual(layers.serial(DENSE, PHI)), "must end in layers.dense or layers.conv"),
        (lambda: layers.residual(cast(Any, 0.5)), "needs layers, got 0.5"),
        (lambda: layers.residual(DENSE, skip=float("nan")), "skip must be in"),
        (lambda: layers.residual(DENSE, 1.0, cast(Any, "1")), "scale must be a number"),
        (lambda: layers.conv(0, 1.0), "size must be in"),
        (lambda: layers.conv(cast(Any, 2.5), 1.0), "size must be a whole number"),
        (lambda: layers.conv(3, -1.0), "weight_std must be in"),
        (lambda: layers.conv(3, 1.0, padding="reflect"), "padding must be one of same, valid, circular, got 'reflect'"),
        (lambda: layers.avg_pool(0), "size must be in"),
    ],
)
def test_bad_arguments_are_refused(make, says):
    with pytest.raises(ValueError, match=says):
        make()


def test_no_bias_is_a_bias_of_zero():
    assert layers.conv(3, 1.2, cast(Any, None)) == layers.conv(3, 1.2, 0.0)


@pytest.mark.parametrize(
    ("chain", "inputs", "says"),
    [
        ((CONV, PHI, DENSE), IMAGES, "still has 4 × 3 positions at its last layer"),
        ((DENSE,), IMAGES, "still has 4 × 3 positions"),
        ((FLAT, DENSE), VECTORS, "Flatten.* needs images"),
        ((MEAN, DENSE), VECTORS, "GlobalAvgPool.* needs images"),
        ((CONV, FLAT, DENSE), VECTORS, "Conv.* needs images"),
        ((CONV, FLAT, FLAT, DENSE), IMAGES, "Flatten.* needs images"),
        ((CONV, layers.avg_pool(4), FLAT, DENSE), IMAGES, "is larger than its images, 4 × 3"),
        ((layers.conv(4, 1.0, padding="valid"), FLAT, DENSE), IMAGES, "is larger than its images"),
        ((CONV, layers.residual(layers.conv(2, 1.0, padding="valid")), FLAT, DENSE), IMAGES, "cannot be added"),
        ((CONV, layers.residual(layers.serial(FLAT, DENSE)), FLAT, DENSE), IMAGES, "cannot be added"),
        ((Unchanged(), FLAT, DENSE), IMAGES, "takes vectors only"),
    ],
)
def test_layers_fit_the_inputs(chain, inputs, says):
    with pytest.raises(ValueError, match=says):
        kernel_pair(Network(layers.serial(*chain)), inputs)


def test_images_have_one_shape_and_finite_entries():
    net = Network(layers.serial(CONV, FLAT, DENSE))
    for call in (
        lambda: kernel_pair(net, IMAGES, np.ones((2, 4, 4, 1))),
        lambda: kernel_pair(net, IMAGES, VECTORS),
        lambda: kernel_pair(Network(DENSE), VECTORS, IMAGES),
        lambda: predict(net, IMAGES, [0.0, 1.0], VECTORS),
        lambda: kernel_pair(net, np.full((1, 2, 2, 1), np.nan)),
        lambda: kernel_pair(net, np.full((1, 2, 2, 1), 1e30)),
        lambda: kernel_pair(net, np.ones((1, 2, 2))),
        lambda: kernel_pair(net, np.ones((1, 0, 2, 1))),
        lambda: kernel_pair(Architecture(), IMAGES),
        lambda: log_evidence(net, IMAGES, [0.0]),
    ):
        with pytest.raises(ValueError, match=r"x1|x2|^x |y must|positions"):
            call()
