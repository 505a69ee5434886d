"""Scripts of the pages beside the Playground: each recomputes the numbers of the part that is on screen."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from explorer.export.script import as_code, curve_code, data_lines, network_line
from explorer.export.spectra import goal_lines, spectrum_lines, symmetry_lines
from explorer.export.taken import Taken
from explorer.scene.scene import Scene
from explorer.scene.window import snap

_HEAD = ("import numpy as np",)


def script(taken: Taken) -> str:
    """The script of the page and of its part on screen; that of the Playground where a page has none."""
    make = _PAGES.get(taken.page, _playground)
    return "\n".join([*taken.comments("a script; pip install ntkcore"), "", make(taken.scene, taken.settings)])


def _playground(scene: Scene, _: Mapping[str, Any]) -> str:
    """log p of every label asked about, then the curve and its bands."""
    return as_code(scene) + curve_code(scene)


def _text(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def _prior(scene: Scene, settings: Mapping[str, Any]) -> str:
    match settings.get("show"):
        case "kernel":
            lines = _kernel(scene, settings)
        case "digits":
            lines = _digits(scene, settings)
        case "evidence":
            lines = _evidence(scene, settings)
        case _:
            lines = _functions(scene, settings)
    return _text(*_HEAD, *lines)


def _functions(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """Random functions before any data, and how far they spread at one input."""
    at = snap(settings["at"])
    return [
        "import jax",
        "from ntkcore import Architecture, predict",
        "",
        network_line(scene),
        "grid = np.linspace(-1.5, 1.5, 301)",
        'f = predict(network, [], [], grid, prior="nngp")',
        f"functions = f.sample(jax.random.key({scene.seed}), 5)  # of the law on screen, but other draws",
        f"spread = float(f.std[np.argmin(abs(grid - {at!r}))]){_per_scale(scene)}",
        f'print("standard deviation of f at x = {at!r}:", spread)',
    ]


def _kernel(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """Both kernels of the two inputs a and b, and the cosines."""
    return [
        "from ntkcore import Architecture, kernel_pair",
        "",
        network_line(scene),
        f"a, b = {snap(settings['a'])!r}, {snap(settings['b'])!r}  # units of the window",
        "kernels = kernel_pair(network, [a, b])",
        "values, cosines = {}, {}",
        'for name in ("nngp", "ntk"):',
        "    k = np.asarray(getattr(kernels, name))",
        "    values[name] = float(k[0, 1])",
        "    cosines[name] = float(k[0, 1] / np.sqrt(k[0, 0] * k[1, 1]))",
        "print(values, cosines)",
    ]


def _digits(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """The cosines of images with image A. The images come with the app."""
    numbers = ", ".join(str(settings[f"image_{letter}"]) for letter in "abc")
    return [
        "from ntkcore import Architecture, kernel_pair",
        "",
        network_line(scene),
        'images = np.load("assets/digits.npz")["images"].reshape(240, 64).astype(float)  # in a checkout of the app',
        "images -= images.mean(axis=1, keepdims=True)",
        "images /= images.std(axis=1, keepdims=True)",
        f"a, b, c = {numbers}",
        "kernels = kernel_pair(network, images[[a]], images)",
        "cosines = {name: np.asarray(getattr(kernels, name))[0] for name in ('nngp', 'ntk')}",
        "cosines = {name: row / row[a] for name, row in cosines.items()}  # all images have the same length",
        "for name, row in cosines.items():",
        '    print(name, "B:", float(row[b]), "C:", float(row[c]))',
    ]


def _evidence(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """The log evidence of the network of the sidebar, per unit of the person's y."""
    shift = "" if scene.y_axis.scale == 1.0 else f" + len(y) * np.log({scene.y_axis.scale!r})"
    return [
        "from ntkcore import Architecture, log_evidence",
        "",
        network_line(scene),
        *data_lines(scene),
        f'evidence = log_evidence(network, x, y, prior="{settings["evidence"]}", noise_std={scene.noise_std!r})',
        f"log_p = float(evidence){shift}",
        "print(log_p)",
    ]


def _eigenmodes(scene: Scene, settings: Mapping[str, Any]) -> str:
    match settings.get("part"):
        case "why":
            return as_code(scene)
        case "symmetry":
            lines = symmetry_lines(scene, settings)
        case "goal":
            lines = goal_lines(scene, settings)
        case part:
            lines = spectrum_lines(scene, settings, str(part))
    return _text(*_HEAD, *lines)


def _training(scene: Scene, _: Mapping[str, Any]) -> str:
    """Trained networks at several times, the three bands, and the error at points that are left out."""
    noise = f"noise_std={scene.noise_std!r}"
    scale = _per_scale(scene)
    return _text(
        *_HEAD,
        "from ntkcore import Architecture, predict",
        "",
        network_line(scene),
        *data_lines(scene),
        "grid = np.linspace(-1.5, 1.5, 101)",
        "times = np.array([0.0, 0.1, 1.0, 10.0, 100.0, np.inf])",
        f"training = predict(network, x, y, grid, {noise}, time=times)  # mean (6, 101) of trained networks",
        'priors = ("ensemble", "ntk", "nngp")',
        f"bands = {{prior: predict(network, x, y, grid, prior=prior, {noise}) for prior in priors}}",
        "spreads = {prior: float(np.sqrt(np.mean(np.square(f.std)))) for prior, f in bands.items()}",
        "missed = []  # each point, predicted by networks trained on the others",
        "for i in range(len(x)):",
        "    others = np.arange(len(x)) != i",
        f"    f = predict(network, x[others], y[others], x[[i]], {noise}, time=times, covariance=False)",
        "    missed.append(np.asarray(f.mean)[:, 0] - y[i])",
        f"errors = np.sqrt(np.mean(np.square(missed), axis=0)){scale}",
        'print("error at points left out, by time:", dict(zip(times.tolist(), errors.tolist())))',
        'print("root mean square of std:", spreads)',
    )


def _puzzle(_scene: Scene, settings: Mapping[str, Any]) -> str:
    """The label that the prior prefers, and how much less likely the reader's guess is."""
    return _text(
        *_HEAD,
        "from ntkcore import Architecture, predict",
        "",
        'network = Architecture("relu", hidden_layers=2, weight_std=2**0.5, bias_std=0.1)',
        "x = np.array([-1.0, -0.5, 0.0, 0.5, 1.0])",
        "y = np.array([-1.0, 0.2, -0.3, -1.0, -0.6])",
        f"asked = np.array([-0.3, {settings['at']!r}])",
        'f = predict(network, x, y, asked, prior="ntk")',
        "best, at_input = np.asarray(f.mean).tolist()",
        f"behind = ({settings['guess']!r} - best) ** 2 / (2 * float(f.std[0]) ** 2)  # nats",
        'print("best label at x = -0.3:", best)',
        f'print("your label {settings["guess"]!r} is less likely by the factor", float(np.exp(behind)))',
        f'print("kernel regression at x = {settings["at"]!r}:", at_input)',
    )


def _per_scale(scene: Scene) -> str:
    """Code that turns a length in the window into one in the person's units."""
    scale = scene.y_axis.scale
    return "" if math.isclose(scale, 1.0) else f" / {scale!r}"


_PAGES: dict[str, Callable[[Scene, Mapping[str, Any]], str]] = {
    "prior": _prior,
    "eigenmodes": _eigenmodes,
    "training": _training,
    "puzzle": _puzzle,
}
