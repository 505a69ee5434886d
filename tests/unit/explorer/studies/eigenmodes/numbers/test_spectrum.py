"""Spectra and modes for each set of inputs, the best sinusoid, labels rebuilt from modes, and what is left to learn."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from explorer.scene.window import GRID
from explorer.studies.eigenmodes.numbers.densities import InputSet, on_line
from explorer.studies.eigenmodes.numbers.spectrum import KEPT, rebuild, remaining, spectrum, training_modes
from ntkcore import Architecture, eigenmodes, kernel_pair, predict
from ntkcore.spectra.inputs import at_corners, gram, on_circle
from ntkcore.spectra.modes import best_sinusoid, mirror_modes
from tests.conftest import POSTERIOR, ROUNDING

ARCH = Architecture("relu", 2, 2**0.5, 0.3)
OWN_X = (-1.0, -0.5, 0.0, 0.5, 1.0)
OWN_Y = (-0.9, 0.25, -0.3, -0.8, 0.45)


def matrix(input_set, kernel):
    """The Gram matrix at the inputs of `kind`, by the general recursion."""
    inputs = {
        InputSet.CIRCLE: on_circle(2 * np.pi * np.arange(240) / 240),
        InputSet.CUBE: at_corners(6),
        InputSet.TRAINING: np.array(OWN_X),
    }
    return np.asarray(
        getattr(kernel_pair(ARCH, inputs[input_set] if input_set in inputs else on_line(input_set)), kernel)
    )


@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
@pytest.mark.parametrize("input_set", InputSet)
def test_every_mode_is_an_eigenvector_of_its_value(input_set, kernel):
    spectral, dense = spectrum(ARCH, input_set, kernel, OWN_X, 6), matrix(input_set, kernel)
    modes = spectral.modes[: len(dense)]  # the circle is drawn closed
    scale = 1 if input_set == InputSet.TRAINING else len(dense)
    # The circle's values are those of 16384 inputs: 240 of them see the frequencies 240 − k, 240 + k, … as k too.
    tolerance = 1e-4 if input_set == InputSet.CIRCLE else 1e-10
    np.testing.assert_allclose(
        dense @ modes, scale * spectral.values * modes, atol=tolerance * scale * spectral.values.max()
    )
    np.testing.assert_allclose((modes**2).mean(axis=0), 1.0, atol=1e-10)
    assert len(spectral.order) == len(spectral.values) == len(spectral.multiplicity) == spectral.modes.shape[1]
    assert spectral.resolved[0]


def test_the_interval_is_that_of_the_playground():
    spectral = spectrum(ARCH, InputSet.INTERVAL, "ntk", (), 6)
    assert spectral.x is GRID
    np.testing.assert_allclose(spectral.values, np.linalg.eigvalsh(matrix(InputSet.INTERVAL, "ntk"))[:-61:-1] / 301)


def test_own_inputs_may_be_in_any_order_twice_or_none():
    values = [spectrum(ARCH, InputSet.TRAINING, "ntk", x, 6).values for x in ((0.5, -1.0, 0.5), (-1.0, 0.5, 0.5))]
    np.testing.assert_array_equal(values[0], values[1])
    wanted = eigenmodes(ARCH, [-1.0, 0.5, 0.5])
    np.testing.assert_allclose(values[0], wanted.values, atol=ROUNDING * float(wanted.values[0]))
    none = spectrum(ARCH, InputSet.TRAINING, "nngp", (), 6)
    assert none.values.shape == (0,)
    assert none.modes.shape == (0, 0)
    assert none.resolved.shape == (0,)
    assert training_modes(ARCH, "ntk", ()).values.shape == (0,)


@pytest.mark.parametrize("input_set", [InputSet.GAUSSIAN, InputSet.CLUSTERS])
def test_mirrored_inputs_split_into_even_and_odd_modes(input_set):
    dense = gram(ARCH, on_line(input_set), "ntk")
    values, vectors = (np.asarray(part) for part in mirror_modes(dense))
    np.testing.assert_allclose(values, np.maximum(np.linalg.eigvalsh(dense)[::-1], 0), atol=ROUNDING * values[0])
    np.testing.assert_allclose(vectors * values @ vectors.T, dense, atol=ROUNDING * values[0])
    parity = (vectors * vectors[::-1]).sum(axis=0)
    np.testing.assert_allclose(np.abs(parity), 1.0, atol=1e-12)


def test_a_sinusoid_is_found_and_a_pulse_is_not():
    x = np.linspace(-1.5, 1.5, 301)
    waves = np.stack([np.cos(4.2 * x) - 0.3 * np.sin(4.2 * x), np.sin(30.1 * x), np.ones_like(x), np.abs(x) < 0.05])
    modes = np.concatenate([waves, np.random.default_rng(0).normal(size=(40, 301))]).T
    sinusoids = best_sinusoid(x, modes, 60)
    np.testing.assert_allclose(sinusoids.frequency[:3], [4.2, 30.1, 0.0], atol=0.02)
    np.testing.assert_allclose(sinusoids.r_squared[:3], 1.0, atol=1e-3)
    np.testing.assert_allclose(sinusoids.fitted[:, :3], modes[:, :3], atol=0.05)
    assert sinusoids.r_squared[3] < 0.3


def test_the_best_sinusoid_is_a_maximum_over_every_frequency():
    x = np.linspace(-1, 1, 101)
    mode = (np.abs(x) - 0.4)[:, None]
    best = best_sinusoid(x, mode, 8).r_squared[0]
    for frequency in np.linspace(0, 12, 500):
        waves = np.stack([np.cos(frequency * x), np.sin(frequency * x)], axis=1)
        fit = waves @ np.linalg.lstsq(waves, mode[:, 0])[0]
        assert 1 - ((mode[:, 0] - fit) ** 2).sum() / (mode**2).sum() < best + 1e-3


def r_squared(arch, kernel, x):
    _, vectors = np.linalg.eigh(np.asarray(getattr(kernel_pair(arch, x), kernel)))
    return best_sinusoid(x, vectors[:, ::-1][:, :30], 30).r_squared


def test_modes_on_an_interval_are_close_to_sinusoids_if_the_network_is_shallow():
    """The measured values that the page speaks of, on [−1, 1]."""
    x = np.linspace(-1, 1, 201)
    wide = r_squared(Architecture("relu", 1, 2**0.5, 1.0), "ntk", x)
    assert wide[1:].min() >= 0.994
    assert r_squared(Architecture("relu", 5, 2**0.5, 0.1), "ntk", x)[14:].max() < 0.99
    assert r_squared(Architecture("relu", 1, 2**0.5, 0.1), "nngp", x)[19] < 0.3
    circle = spectrum(ARCH, InputSet.CIRCLE, "ntk", (), 6)
    np.testing.assert_allclose(best_sinusoid(circle.x, circle.modes, 120).r_squared, 1.0, atol=1e-3)


@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
def test_all_modes_together_are_kernel_regression(kernel):
    rebuilt = rebuild(ARCH, kernel, OWN_X, OWN_Y, 5)
    np.testing.assert_allclose(rebuilt.labels, OWN_Y, atol=ROUNDING)
    mean = np.asarray(predict(ARCH, OWN_X, OWN_Y, GRID, prior=kernel).mean)
    np.testing.assert_allclose(rebuilt.curve, mean, atol=POSTERIOR)
    assert rebuilt.share == pytest.approx(1.0)


def test_each_mode_more_brings_the_labels_nearer_and_the_curve_passes_through_them():
    _, vectors = (np.asarray(part) for part in eigenmodes(ARCH, OWN_X))
    shares = []
    for first in range(6):
        part = rebuild(ARCH, "ntk", OWN_X, OWN_Y, first)
        projection = vectors[:, :first] @ vectors[:, :first].T @ np.array(OWN_Y)
        np.testing.assert_allclose(part.labels, projection, atol=1e-12)
        np.testing.assert_allclose(part.curve[np.searchsorted(GRID, np.array(OWN_X) - 1e-9)], part.labels, atol=1e-9)
        shares.append(part.share)
    assert shares[0] == 0.0
    assert (np.diff(shares) >= 0).all()
    assert rebuild(ARCH, "ntk", (0.1,), (0.0,), 1).share == 1.0


def test_what_remains_is_what_gradient_flow_leaves():
    """Against a solver of the differential equation df/dt = −K(f − y) itself."""
    values, vectors = (np.asarray(part) for part in training_modes(ARCH, "ntk", OWN_X))
    dense, y = matrix(InputSet.TRAINING, "ntk"), np.array(OWN_Y)
    times = np.array([0.0, 0.1, 1.0, 5.0])
    flow = solve_ivp(lambda _, f: -dense @ (f - y), (0, 5), np.zeros(5), t_eval=times, rtol=1e-10, atol=1e-12)
    left = vectors.T @ (y[:, None] - flow.y)
    np.testing.assert_allclose(left, remaining(values, times) * (vectors.T @ y)[:, None], atol=1e-8)


def test_another_kernel_is_refused():
    with pytest.raises(ValueError, match="kernel must be"):
        spectrum(ARCH, InputSet.GAUSSIAN, "rbf", (), 6)
    assert KEPT == 60
