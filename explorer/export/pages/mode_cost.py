"""Scripts of the page on what modes cost: the theory, and draws of examples beside it."""

from collections.abc import Mapping
from typing import Any

from explorer.export.pages.digits import digit_lines
from explorer.export.script import HEAD, as_text, network_line
from explorer.scene.scene import Scene

# The labels of all corners x (2ᵈ, d), by the word in the link.
_TARGETS = {
    "one": "x[:, :1]",
    "two": "x[:, :2].prod(axis=1, keepdims=True)",
    "three": "x[:, :3].prod(axis=1, keepdims=True)",
    "majority": "np.sign(x[:, : d - 1 + d % 2].sum(axis=1, keepdims=True))",
    "and": "np.where((x[:, :3] > 0).all(axis=1, keepdims=True), 1.0, -1.0)",
    "parity": "x.prod(axis=1, keepdims=True)",
    "random": "np.random.default_rng([21, d]).choice([-1.0, 1.0], len(x))[:, None]",
}
# The labels of all images, of which the digits are `labels`.
_GOALS = {
    "digit": "np.eye(10)[labels] - 0.1",
    "low": "np.where(labels < 5, 1.0, -1.0)[:, None]",
    "even": "np.where(labels % 2 == 0, 1.0, -1.0)[:, None]",
    "coin": "np.random.default_rng(21).choice([-1.0, 1.0], len(labels))[:, None]",
}


def script(scene: Scene, settings: Mapping[str, Any]) -> str:
    """The script of the tab on screen."""
    match settings.get("show"):
        case "placed":
            lines = _placed(scene, settings)
        case "features":
            lines = list(_FEATURES)
        case _:
            lines = _budget(scene, settings)
    return as_text(*HEAD, *lines)


def _budget(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """The shares, the test error and the prices, predicted and from 20 draws."""
    return [
        "from ntkcore import Architecture, kernel_pair, learnability",
        "from ntkcore.spectra.draws import modes_of, regress",
        "from ntkcore.spectra.learnability import examples_needed",
        "",
        network_line(scene),
        *(_cube(settings) if settings["data"] == "cube" else _images(settings)),
        f"n, ridge, sigma = {settings['n']}, {settings['ridge']!r}, {settings['sigma']!r}",
        f"modes = modes_of(kernel_pair(network, x).{settings['kernel']})",
        "values = np.where(modes.values > 1e-13 * modes.values[0], modes.values, 0.0)",
        "coefficients = modes.vectors.T @ target / len(x)",
        "theory = learnability(values, n, ridge**0.5)  # of each mode, the largest eigenvalue first",
        "noise = target.shape[1] * sigma**2",
        "predicted = float(theory.test_error(coefficients, label_noise_std=sigma)) - noise",
        "prices = np.asarray(examples_needed(values, 0.5, ridge**0.5))",
        f"random, shares, errors = np.random.default_rng([{scene.seed}, n]), [], []",
        "for _ in range(20):",
        f"    at = {_drawn(settings)}",
        "    added = sigma * random.normal(size=(n, target.shape[1])) if sigma else None",
        "    learned = regress(modes, target, at, ridge**0.5, label_noise=added)",
        "    shares.append(learned.shares)",
        "    errors.append(learned.errors.sum())",
        "    print(learned.distinct, learned.shares.sum() + learned.withheld)  # the same number",
        'print("test error:", predicted, "measured:", np.mean(errors), "±", np.std(errors, ddof=1) / 20**0.5)',
    ]


def _cube(settings: Mapping[str, Any]) -> list[str]:
    return [
        f"d = {settings['dim']}",
        "x = 1.0 - 2.0 * (np.arange(2**d)[:, None] >> np.arange(d) & 1)  # the corners of the cube",
        f"target = {_TARGETS[settings['goal']]}",
    ]


def _images(settings: Mapping[str, Any]) -> list[str]:
    return [
        *digit_lines(as_images=False),
        "x = standardised(images)",
        f"target = {_GOALS[settings['image']]}",
    ]


def _drawn(settings: Mapping[str, Any]) -> str:
    if settings["repeat"] == "again":
        return "random.integers(len(x), size=n)"
    return "random.choice(len(x), n, replace=False)"


def _placed(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """Errors of examples on a circle or a line, predicted, drawn at random and at equal distances."""
    return [
        "from ntkcore import Architecture, kernel_pair, learnability",
        "from ntkcore.spectra.aliasing import equally_spaced",
        "from ntkcore.spectra.draws import modes_of, regress",
        "",
        network_line(scene),
        f"k, n, ridge = {settings['wave']}, {settings['placed']}, {settings['smooth']!r}",
        *(_CIRCLE if settings["shape"] == "circle" else _LINE),
        f"modes = modes_of(kernel_pair(network, x).{settings['kernel']})",
        *(_WAVE if settings["shape"] == "circle" else _RANKED),
        "values = np.where(modes.values > 1e-13 * modes.values[0], modes.values, 0.0)",
        "coefficients = modes.vectors.T @ target[:, 0] / 240",
        "predicted = float(learnability(values, n, ridge**0.5).test_error(coefficients, label_noise_std=0.0))",
        f"random = np.random.default_rng([{scene.seed}, n])",
        "errors = [regress(modes, target, random.integers(240, size=n), ridge**0.5).errors[0] for _ in range(100)]",
        "spaced = regress(modes, target, np.arange(n) * (240 // n) + shift, ridge**0.5).errors[0]",
        'print("predicted:", predicted, "random:", np.mean(errors), "±", np.std(errors, ddof=1) / 10)',
        'print("median:", np.median(errors), "equal distances:", spaced)',
        *(_ALIASING.format(kernel=settings["kernel"]).splitlines() if settings["shape"] == "circle" else []),
    ]


_CIRCLE = (
    "angles, shift = 2 * np.pi * np.arange(240) / 240, 0",
    "x = 2**0.5 * np.stack([np.cos(angles), np.sin(angles)], axis=1)",
)
_LINE = ("x, shift = 1.5 * (2 * (np.arange(240) + 0.5) / 240 - 1), 240 // n // 2",)
_WAVE = ("target = np.cos(k * angles)[:, None] * (2**0.5 if k else 1.0)",)
_RANKED = ("target = modes.vectors[:, [k]]",)
_ALIASING = """\
frequencies = np.fft.rfft(np.asarray(kernel_pair(network, x[:1], x).{kernel})[0]).real / 240
frequencies = np.where(frequencies > 1e-13 * frequencies.max(), frequencies, 0.0)
print("exact formula:", float(equally_spaced(frequencies, n, ridge**0.5).mode_error[k]))
"""

# One of the networks that the page shows, beside its kernel; scripts/measure_mode_cost.py trains all of them.
_FEATURES = (
    "from ntkcore import Architecture, kernel_pair, learnability",
    "from ntkcore.networks import rich",
    "from ntkcore.spectra.symmetric import cube_spectrum, multiplicities",
    "",
    'network = Architecture("relu", hidden_layers=1, weight_std=2**0.5, bias_std=0.3)',
    "x = 1.0 - 2.0 * (np.arange(1024)[:, None] >> np.arange(10) & 1)  # the corners of the cube",
    "y, n, seed = x[:, 0] * x[:, 1], 64, 0",
    "at = np.random.default_rng([seed, n]).choice(1024, n, replace=False)",
    'theory = learnability(cube_spectrum(network, "ntk", 10), n, multiplicities=multiplicities(10))',
    "predicted = float(theory.test_error(np.eye(11)[2]))",
    "k = np.asarray(kernel_pair(network, x, x[at]).ntk)",
    "kernel_error = float(np.mean((k @ np.linalg.solve(k[at], y[at]) - y) ** 2))",
    "problem = rich.as_problem(x[at], y[at], x, y)",
    "*_, trained = rich.stream(network, problem, width=256, scale=1 / 64, seed=seed, tolerance=0.01)",
    'print("predicted:", predicted, "kernel:", kernel_error, "network:", trained.test_error, trained.moved)',
)
