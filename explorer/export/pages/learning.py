"""The script of the tab on learning beyond the kernel: polynomials of one network, and mean shifts of many."""

from collections.abc import Mapping
from typing import Any

from explorer.export.script import data_lines, network_line, per_scale
from explorer.scene.scene import Scene


def lines(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """One network and its polynomials, then pairs of networks; only the points where there are none."""
    first = ["from ntkcore import Architecture", "", network_line(scene), *data_lines(scene)]
    if not scene.dataset.x:
        return [*first, "# There is nothing to learn: the scene has no points."]
    return [
        "import jax",
        "from ntkcore.networks import gradient_flow, layers, shifts",
        *first,
        *_polynomials(scene, settings),
        *_pairs(scene, settings),
    ]


def _polynomials(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    scale, time, depth = settings["taylor_alpha"], settings["taylor_time"], scene.architecture.hidden_layers
    return [
        "grid = np.arange(-150, 151, 3) / 100",
        f"task = gradient_flow.problem(x, y, grid, scale={scale!r}, time={time!r})",
        "with jax.enable_x64(True):",
        f"    start = layers.init(jax.random.key({scene.seed}), {depth}, {int(settings['taylor'])}, dtype='float64')",
        'orders = {"network": None, "linear": 1, "quadratic": 2, "cubic": 3}',
        "flows = {name: gradient_flow.train(network, start, task, order=order) for name, order in orders.items()}",
        "def rms(values):",
        f"    return float(np.sqrt(np.mean(np.square(values)))){per_scale(scene)}",
        "misses, moved = {}, {}",
        "for name, flow in flows.items():",
        '    misses[name] = rms(flow.outputs - flows["network"].outputs)',
        '    before = np.asarray(flows["linear"].kernel)',
        "    moved[name] = float(np.linalg.norm(flow.kernel - before) / np.linalg.norm(before))",
        '    print(name, "is off by", misses[name], "and its kernel moved by", moved[name])',
    ]


def _pairs(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    width, pairs = int(settings["shift"]), int(settings["shift_pairs"])
    return [
        "",
        "# Pairs of networks with opposite last layers: the mean of what each model adds to the linearised network.",
        f"request = shifts.Pairs(network, {width}, {pairs}, seed={scene.seed})",
        "tests = np.linspace(-1.4, 1.4, 15)",
        f"some = gradient_flow.problem(x, y, tests, time={settings['taylor_time']!r})",
        "*_, (_, measured) = shifts.stream(request, some)",
        'for model in ("network", "quadratic", "cubic", "corrected"):',
        '    mean, error = measured.shift(model, "linear")',
        '    size, its_error = measured.size(model, "linear")',
        f'    print(model, "mean shift:", mean{per_scale(scene)}, "±", error{per_scale(scene)})',
        f'    print("root mean square:", size{per_scale(scene)}, "±", its_error{per_scale(scene)})',
    ]
