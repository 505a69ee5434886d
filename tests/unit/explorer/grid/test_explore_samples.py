"""The sample functions are exact draws with frozen noise: they move with the scene and never jump."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from explorer.grid.view import explore
from explorer.scene.permalink import decode
from explorer.scene.scene import Candidate, Dataset, Root, Scene
from ntkcore import Architecture
from ntkcore.choices import Distribution
from tests.conftest import POSTERIOR, ROUNDING

X, Y = (-1.1, -0.4, 0.3, 0.9), (0.5, -0.6, 0.2, 1.0)
SEEDS = 240
BASE = Scene(dataset=Dataset(X, Y), noise_std=0.1, time=2.0)


def moved(scene, index, dx=0.0, dy=0.0):
    """`scene` with one training point moved."""
    x, y = list(scene.dataset.x), list(scene.dataset.y)
    x[index], y[index] = x[index] + dx, y[index] + dy
    return replace(scene, dataset=Dataset(tuple(x), tuple(y)))


@pytest.mark.parametrize("prior", Distribution)
@pytest.mark.parametrize("index", range(4))
def test_a_label_moves_all_samples_as_it_moves_the_mean(prior, index):
    scene = replace(BASE, prior=prior)
    before, after = explore(scene), explore(moved(scene, index, dy=0.01))
    shift = after.mean - before.mean
    assert np.abs(shift).max() > 1e-3
    np.testing.assert_allclose(after.samples - before.samples, np.tile(shift, (5, 1)), rtol=0, atol=ROUNDING * 10)


def untrained(scene):
    """f₀, the samples before any data."""
    return explore(replace(scene, dataset=Dataset())).samples


def label_noise(scene):
    """ε (n, 5) of Matheron's rule, f₀ + A (y − f₀(X) − ε), from the samples of `scene`; A by numpy."""
    view, first, columns = explore(scene), untrained(scene), [round(100 * x) + 150 for x in scene.dataset.x]
    values, vectors = np.linalg.eigh(view.kernel[np.ix_(columns, columns)])
    shifted = values + scene.noise_std**2
    learned = -np.expm1(-shifted * scene.time) if scene.prior == "ensemble" else np.ones_like(shifted)
    gain = view.kernel[:, columns] @ (vectors * (learned / shifted)) @ vectors.T
    rest = first + (np.array(scene.dataset.y) - first[:, columns]) @ gain.T - view.samples
    noise = np.linalg.lstsq(gain, rest.T, rcond=None)[0]
    np.testing.assert_allclose(gain @ noise, rest.T, rtol=0, atol=POSTERIOR)
    return noise


@pytest.mark.parametrize("prior", Distribution)
def test_samples_are_what_the_data_make_of_the_same_initial_functions(prior):
    scene = replace(BASE, prior=prior)
    noise = label_noise(scene)
    if prior == "ensemble":
        np.testing.assert_allclose(noise, 0.0, atol=POSTERIOR)
    else:
        assert 0.5 < noise.std() / scene.noise_std < 1.5
    others = [moved(scene, index, dx, dy) for index in range(4) for dx, dy in ((0.01, 0.0), (-0.3, 0.25))]
    for other in (*others, replace(scene, dataset=Dataset((*X, -0.2), (*Y, 1.0)))):
        np.testing.assert_allclose(label_noise(other)[:4], noise, rtol=0, atol=POSTERIOR)


@pytest.mark.parametrize("prior", Distribution)
def test_what_the_samples_do_not_depend_on_leaves_them_alone(prior):
    scene = replace(BASE, prior=prior)
    other = replace(scene, candidates=(Candidate("Z", (1.0, 1.2), (2.0, -2.0)),), slice_x=0.7)
    np.testing.assert_array_equal(explore(scene).samples, explore(other).samples)


def square_root(scene):
    """The symmetric square root, by numpy, of the kernel that f₀ is drawn from."""
    kernel = explore(replace(scene, prior="ntk" if scene.prior == "ntk" else "nngp")).kernel
    values, vectors = np.linalg.eigh(kernel)
    return (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T


# Samples of these links while they were new, at five inputs. Nothing here may ever change.
OLD_SAMPLES = {
    "v=1&seed=3&points=&ask=": [
        [3.7988941, 1.849062, 1.7423809, 2.2050524, 2.5069432],
        [-0.8061308, -1.0620566, -0.5073035, 2.4999481, 5.0592797],
    ],
    "v=2&points=&ask=": [
        [9.6713441, 5.8333016, 3.9031872, 6.9588748, 11.910789],
        [-3.7453894, -2.3288713, -1.302744, -1.3748546, -0.8767504],
    ],
}


def test_links_of_the_first_two_versions_keep_their_samples():
    for link, expected in OLD_SAMPLES.items():
        np.testing.assert_allclose(explore(decode(link)[0]).samples[:2, ::75], expected, rtol=0, atol=2e-6)


def test_the_normals_stay_when_the_architecture_changes():
    """z is found from one architecture's samples, K^½ z, and must give those of the others."""
    scene = Scene(Architecture("relu", 3, 2**0.5, 0.5), Dataset(), (), "ntk", seed=5, root=Root.SYMMETRIC)
    normals = np.linalg.solve(square_root(scene), explore(scene).samples.T)
    assert abs(normals.mean()) < 4 / np.sqrt(normals.size)
    assert abs(normals.std() - 1) < 4 / np.sqrt(2 * normals.size)
    for prior in Distribution:
        for architecture in (Architecture("erf", 1, 1.2, 0.1), Architecture("abs", 5, 1.0, 0.6)):
            other = replace(scene, architecture=architecture, prior=prior)
            # A kernel is known to rounding, its root to the square root of that.
            np.testing.assert_allclose(explore(other).samples, (square_root(other) @ normals).T, rtol=0, atol=1e-6)


@pytest.mark.parametrize("field", ["weight_std", "bias_std"])
def test_a_slider_of_the_architecture_moves_the_samples_little_by_little(field):
    path = []
    for step in range(4):
        value = getattr(BASE.architecture, field) + 0.01 * step
        path.append(explore(replace(BASE, architecture=replace(BASE.architecture, **{field: value}))).samples)
    steps = [np.abs(after - before).max() for before, after in pairwise(path)]
    assert max(steps) < 0.05
    assert max(steps) < 3 * np.median(steps)


@pytest.mark.parametrize("prior", Distribution)
def test_samples_of_noiseless_data_pass_through_the_points(prior):
    view = explore(replace(BASE, prior=prior, noise_std=0.0, time=np.inf))
    columns = [round(100 * x) + 150 for x in X]
    np.testing.assert_allclose(view.samples[:, columns], np.tile(Y, (5, 1)), rtol=0, atol=POSTERIOR)


@pytest.mark.parametrize("prior", Distribution)
def test_samples_have_the_mean_and_covariance_of_the_posterior(prior):
    """Over many seeds, within 4.5 standard errors at places a quarter of the window apart."""
    columns = [0, 75, 150, 225, 300]
    scene = replace(BASE, prior=prior)
    view = explore(scene)
    draws = np.concatenate([explore(replace(scene, seed=seed)).samples[:, columns] for seed in range(SEEDS)])
    scaled = (draws - view.mean[columns]) / view.std[columns]
    count = len(scaled)
    assert np.abs(scaled.mean(axis=0)).max() < 4.5 / np.sqrt(count)
    assert np.abs(scaled.std(axis=0) - 1).max() < 4.5 / np.sqrt(2 * count)
    assert np.abs(np.corrcoef(scaled[:-5].T, scaled[5:].T)[:5, 5:]).max() < 4.5 / np.sqrt(count)  # seeds are apart
