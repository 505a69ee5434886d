"""Each message about numerical health has a scene that causes it and one, a step away, that does not."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from explorer.grid.diagnosis import FAIR_CONDITION, Diagnosis
from explorer.grid.health import assess, rank_by_nature
from explorer.grid.prior import prior_kernels
from explorer.grid.view import explore
from explorer.scene.limits import ACTIVATIONS
from explorer.scene.scene import Dataset, Scene
from explorer.scene.units import Axis
from explorer.scene.window import snap
from ntkcore import Architecture

UNBIASED = Architecture("relu", 2, 2**0.5, 0.0)
SINGLE = Dataset((0.5,), (1.0,))


def health(scene):
    return explore(scene).health


def health_text(scene):
    return "\n".join(health(scene).messages)


def scene(architecture=None, x=(), y=(), **fields):
    return Scene(architecture or Architecture(), Dataset(x, y), (), **fields)


def test_the_first_scene_is_in_good_health():
    assert health(Scene()).level == "good"
    assert health(Scene()).messages == ()
    assert health(Scene()).summary == "condition number 9·10¹, no jitter"


def test_no_points_no_condition_number():
    assert health(scene()) == ("good", "there are no training points yet, so there is nothing to solve", (), False)
    assert "condition number" in health(scene(x=(0.5,), y=(1.0,))).summary


def test_contradicting_labels_are_named_with_their_input():
    together = scene(x=(-0.25, -0.25, 0.5), y=(1.0, -0.5, 0.0))
    assert health(together).level == "poor"
    assert health_text(together).startswith(
        "The labels at x = −0.25 contradict each other (−0.5 and 1): no function has both."
    )
    for harmless in (
        replace(together, noise_std=0.1),
        scene(x=(-0.25, -0.24, 0.5), y=(1.0, -0.5, 0.0)),
        scene(x=(-0.25, -0.25, 0.5), y=(1.0, 1.0, 0.0)),
    ):
        assert "contradict" not in health_text(harmless)
        assert health(harmless).level != "poor"


def test_every_contradiction_is_named():
    messages = health(scene(x=(0.1, 0.1, 0.1, 0.7, 0.7), y=(1.0, 2.0, 1.0, 0.0, -1.0))).messages
    assert [message.split(":")[0] for message in messages if "contradict" in message] == [
        "The labels at x = 0.1 contradict each other (1 and 2)",
        "The labels at x = 0.7 contradict each other (−1 and 0)",
    ]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_without_bias_no_network_reaches_a_label_at_zero(activation):
    network = Architecture(activation, 1, 1.4, 0.0)
    complaint = "With bias size 0 every network is 0 at x = 0"
    assert complaint in health_text(scene(network, (0.0, 1.0), (0.5, 1.0)))
    assert health(scene(network, (0.0,), (0.5,))).level == "poor"
    for harmless in (
        scene(network, (0.0, 1.0), (0.0, 1.0)),
        scene(network, (0.01, 1.0), (0.5, 1.0)),
        scene(network, (0.0, 1.0), (0.5, 1.0), noise_std=0.1),
        scene(replace(network, bias_std=0.1), (0.0, 1.0), (0.5, 1.0)),
    ):
        assert complaint not in health_text(harmless)


def test_a_kernel_of_zeros_is_not_a_number_to_solve_with():
    assert health(scene(UNBIASED, (0.0,), (0.0,))) == (
        "good",
        "the kernel is 0 at the training inputs, so there is nothing to solve",
        (),
        False,
    )
    assert health(scene(UNBIASED, (0.0,), (0.0,), noise_std=0.1)).summary == "condition number 1, no jitter"


def test_coinciding_points_are_named():
    twice = scene(x=(0.5, 0.5, -1.0), y=(1.0, 1.0, 0.0))
    assert "Points coincide at (0.5, 1). The copies add nothing." in health_text(twice)
    assert health(twice).level == "fair"
    assert "Each counts as one more noisy reading." in health_text(replace(twice, noise_std=0.1))
    assert health(replace(twice, noise_std=0.1)).level == "good"
    assert "coincide" not in health_text(scene(x=(0.5, 0.51, -1.0), y=(1.0, 1.0, 0.0)))
    assert health_text(scene(x=(-0.5, -0.5, 0.2, 0.2), y=(1.0, 1.0, 0.0, 0.0))).startswith(
        "Points coincide at (−0.5, 1), (0.2, 0)."
    )


@pytest.mark.parametrize(
    ("network", "inputs", "rank", "reason"),
    [
        (UNBIASED, (-1.0, 0.5, 1.0), 2, "Without bias this network is straight on each side of 0"),
        (replace(UNBIASED, activation="leaky_relu"), (0.3, 0.5, 1.0), 2, "straight on each side of 0"),
        (replace(UNBIASED, activation="abs"), (0.5, 1.0), 1, "Without bias this network only makes multiples of |x|"),
        (replace(UNBIASED, activation="identity"), (0.5, 1.0), 1, "A linear network only makes straight lines"),
        (Architecture("identity"), (-0.5, 0.5, 1.0), 2, "A linear network only makes straight lines"),
    ],
)
def test_the_rank_that_the_network_withholds_is_said_when_more_is_asked(network, inputs, rank, reason):
    asked = scene(network, inputs, (0.5,) * len(inputs))
    assert reason in health_text(asked)
    assert f"its kernel has rank {rank}, and {len(inputs)} different inputs need more." in health_text(asked)
    assert "rank" not in health_text(scene(network, inputs[:rank], (0.5,) * rank))
    assert "rank" not in health_text(scene(Architecture("relu"), inputs, (0.5,) * len(inputs)))


def test_an_odd_network_is_asked_the_same_question_twice():
    odd = Architecture("erf", 1, 1.5, 0.0)
    reason = "Without bias this network is odd, f(−x) = −f(x)"
    assert reason in health_text(scene(odd, (-0.5, 0.5), (-1.0, 1.0)))
    for harmless in (
        scene(odd, (0.4, 0.5), (-1.0, 1.0)),
        scene(odd, (-0.5, 0.5), (-1.0, 1.0), noise_std=0.1),
        scene(replace(odd, bias_std=0.2), (-0.5, 0.5), (-1.0, 1.0)),
        scene(UNBIASED, (-0.5, 0.5), (-1.0, 1.0)),
    ):
        assert reason not in health_text(harmless)


def test_jitter_on_a_smooth_kernel_is_explained_and_its_size_given():
    x = tuple(snap(-1.5 + 0.05 * k) for k in range(61))
    smooth = scene(Architecture("erf", 1, 1.5, 0.3), x, (0.0,) * 61)
    assert explore(smooth).jitter > 0
    assert "so smooth that some inputs are almost determined by the others" in health_text(smooth)
    assert health(smooth).summary.endswith("jitter 10⁻¹² × mean k(x, x) added")
    assert health(smooth).level == "fair"
    noisy = replace(smooth, noise_std=0.1)
    assert "so smooth" not in health_text(noisy)
    assert health(noisy).summary.endswith("no jitter")


def test_the_digits_that_are_left_are_counted():
    smooth = Architecture("erf", 1, 1.5, 0.3)
    promises = []
    for count in range(2, 15):
        x = tuple(snap(-0.7 + 0.1 * k) for k in range(count))
        view = explore(scene(smooth, x, (0.1,) * count))
        promised = re.findall(r"About (\d+) digits? of these numbers can be trusted.", "".join(view.health.messages))
        assert bool(promised) == (view.condition > FAIR_CONDITION and not view.jitter)
        assert (view.health.level == "good") == (view.condition <= FAIR_CONDITION)
        promises += [(int(promised[0]), view.condition)] if promised else []
    assert len(promises) > 2
    assert all(0 < digits <= 16 - math.log10(condition) for digits, condition in promises)


def test_one_digit_is_no_plural():
    solved = Diagnosis(1e13, 0.0, 1.0, 0.0, True, 1, False, False, {}, False, (), False)
    assert assess(Scene(), solved, None).messages[-1] == "About 1 digit of these numbers can be trusted."
    assert assess(Scene(), solved._replace(digits=2), None).messages[-1].startswith("About 2 digits of")


COLUMNS = [10, 50, 65, 100, 130, 150, 165, 190, 200, 240, 270, 300]  # on the grid, three of them mirrored


@pytest.mark.parametrize("prior", ["nngp", "ntk"])
@pytest.mark.parametrize("hidden_layers", [1, 4])
@pytest.mark.parametrize("bias_std", [0.0, 0.6])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_rank_by_nature_is_the_rank_of_both_kernels(activation, bias_std, hidden_layers, prior):
    network = Architecture(activation, hidden_layers, 1.3, bias_std)
    values = np.linalg.eigvalsh(explore(scene(network, prior=prior)).kernel[np.ix_(COLUMNS, COLUMNS)])
    rank, bound = int((values > 1e-13 * values[-1]).sum()), rank_by_nature(network)
    assert rank == bound if bound is not None else rank > 2


@pytest.mark.parametrize(
    ("skip", "norm", "depth"),
    [("equal", "none", 4), ("none", "layer", 4), ("scaled", "layer", 4), ("equal", "layer", 1)],
)
@pytest.mark.parametrize("bias_std", [0.0, 0.6])
def test_rank_by_nature_with_skips_and_layer_norm(bias_std, skip, norm, depth):
    for activation in ACTIVATIONS:
        network = Architecture(activation, depth, 1.3, bias_std, skip=skip, norm=norm)
        for kernel in prior_kernels(network):
            values = np.linalg.eigvalsh(np.asarray(kernel)[np.ix_(COLUMNS, COLUMNS)])
            rank, bound = int((values > 1e-13 * values[-1]).sum()), rank_by_nature(network)
            assert rank == bound if bound is not None else rank > 2, activation


def test_layer_norm_without_bias_leaves_the_side_of_zero():
    network = Architecture("relu", 2, 1.4, 0.0, norm="layer")
    assert "layer norm leaves only the side of 0" in health_text(scene(network, (-1.0, 0.5, 1.0), (0.0, 1.0, 0.5)))
    assert "layer norm" not in health_text(scene(replace(network, bias_std=0.1), (-1.0, 0.5, 1.0), (0.0, 1.0, 0.5)))


def test_misfit_and_labels_are_said_in_the_units_of_the_data():
    contradiction = scene(x=(0.5, 0.5), y=(1.0, -1.0))
    volts = replace(contradiction, x_axis=Axis(0.1, 20.0, "time"), y_axis=Axis(0.01, 0.0, "volts"))
    assert "The labels at x = 0.5 contradict each other (−1 and 1)" in health_text(contradiction)
    assert "The curve misses your points by up to 1. " in health_text(contradiction)
    assert "The labels at x = 25 contradict each other (−100 and 100)" in health_text(volts)
    assert "The curve misses your points by up to 100. " in health_text(volts).replace("10²", "100")


@pytest.mark.parametrize("prior", ["nngp", "ntk", "ensemble"])
@pytest.mark.parametrize("activation", ["erf", "gelu", "sin"])
def test_a_curve_that_misses_its_own_dense_points_is_poor_and_says_by_how_much(activation, prior):
    x = tuple(snap(-0.32 + 0.01 * i) for i in range(64))
    y = tuple(3.0 * (-1) ** i for i in range(64))
    dense = scene(Architecture(activation, 1, 1.41, 0.3), x, y, prior=prior)
    view = explore(dense)
    miss = np.abs(np.interp(x, view.grid, view.mean) - y).max()
    assert miss > 1.8
    assert view.health.level == "poor"
    assert f"The curve misses your points by up to {miss:.1f}." in health_text(dense)
    assert "digits" not in health_text(dense)
