"""Scripts of the Prior page: random functions and outputs, similarities of inputs and of digits, and the evidence."""

from collections.abc import Mapping
from typing import Any

from explorer.export.pages.digits import digit_lines
from explorer.export.script import HEAD, as_text, data_lines, network_line, per_scale
from explorer.scene.limits import LIMITS
from explorer.scene.scene import Root, Scene
from explorer.scene.window import snap


def script(scene: Scene, settings: Mapping[str, Any]) -> str:
    """The script of the tab on screen."""
    match settings.get("show"):
        case "kernel":
            lines = _kernel(scene, settings)
        case "digits":
            lines = _digits(scene, settings)
        case "evidence":
            lines = _evidence(scene, settings)
        case _:
            lines = [*_functions(scene, settings), *_outputs(scene, settings)]
    return as_text(*HEAD, *lines)


def _functions(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """Random functions before any data, of infinite and of finite width."""
    at = snap(settings["at"])
    drawn = [f"functions = f.sample(jax.random.key({scene.seed}), 5)  # of the law on screen, but other draws"]
    if scene.root is Root.TRIANGULAR:
        drawn = [
            f"key, _ = jax.random.split(jax.random.key({scene.seed}))",
            "normals = np.asarray(jax.random.normal(key, (2, 5, 301))).astype(np.float32).astype(float)",
            "functions, _ = mirrored_samples(np.asarray(f.covariance), normals)  # (5, 301); others are for motion",
        ]
    return [
        "import jax",
        "from ntkcore import Architecture, predict, statistics",
        *(["from ntkcore.inference.mirrored import mirrored_samples"] if scene.root is Root.TRIANGULAR else []),
        "",
        'jax.config.update("jax_enable_x64", True)  # the app draws its random numbers in this precision',
        network_line(scene),
        "grid = np.arange(-150, 151) / 100",
        'f = predict(network, [], [], grid, prior="nngp")',
        *drawn,
        f"finite = statistics.draw_functions(network, {settings['width']}, grid[::3], 5, {scene.seed})  # (5, 101)",
        f"spread = float(f.std[np.argmin(abs(grid - {at!r}))]){per_scale(scene)}",
        f'print("standard deviation of f at x = {at!r}:", spread)',
    ]


def _outputs(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """Outputs of thousands of finite networks at one input, and how far they are from a Gaussian."""
    return [
        f"width, at = {settings['width']}, {snap(settings['at'])!r}",
        "count = statistics.network_count(network, width)",
        f"outputs, variances = statistics.draw_outputs(network, width, at, count, {scene.seed})",
        "measured = statistics.measured_kurtosis(variances)",
        "predicted = statistics.predicted_kurtosis(network, width, at)",
        'print("excess kurtosis, measured:", measured.value, "±", measured.standard_error)',
        'print("excess kurtosis, predicted:", predicted.value)',
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
        *digit_lines(as_images=False),
        "images = standardised(images)",
        f"a, b, c = {numbers}",
        "kernels = kernel_pair(network, images[[a]], images)",
        "cosines = {name: np.asarray(getattr(kernels, name))[0] for name in ('nngp', 'ntk')}",
        "cosines = {name: row / row[a] for name, row in cosines.items()}  # all images have the same length",
        "for name, row in cosines.items():",
        '    print(name, "B:", float(row[b]), "C:", float(row[c]))',
    ]


def _evidence(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """The log evidence of the sidebar's network with its terms, the map, and the peak; per unit of the person's y."""
    shift = "" if scene.y_axis.scale == 1.0 else f" + len(y) * np.log({scene.y_axis.scale!r})"
    network = scene.architecture
    weights, biases = (
        ", ".join(repr(end) for end in (LIMITS[name].low, LIMITS[name].high)) for name in ("weight_std", "bias_std")
    )
    return [
        "from ntkcore import Architecture",
        "from ntkcore.inference import evidence",
        "",
        network_line(scene),
        *data_lines(scene),
        f'asked = {{"prior": "{settings["evidence"]}", "noise_std": {scene.noise_std!r}}}',
        f"stds = [({network.weight_std!r}, {network.bias_std!r})]",
        "total, data_fit, complexity, constant = evidence.evidence_at(network, x, y, stds, **asked)",
        f"log_p, complexity = float(total[0]){shift}, float(complexity[0]){shift}",
        'print("log p", log_p, "data fit", float(data_fit[0]), "complexity", complexity, "constant", constant)',
        f"weights, biases = np.linspace({weights}, 30), np.linspace({biases}, 31)",
        f"on_map = evidence.evidence_map(network, x, y, weights, biases, **asked).total{shift}  # (31, 30)",
        f"bounds = ({weights}), ({biases})",
        "*_, peak = evidence.climb(network, x, y, **asked, bounds=bounds)  # as the button Fit does",
        f'print("peak", peak.weight_std, peak.bias_std, peak.total{shift})',
    ]
