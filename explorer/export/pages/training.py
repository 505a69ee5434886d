"""The script of the Training page: gradient flow, three bands, when to stop, real networks, step sizes and kernels."""

import math
from collections.abc import Mapping
from typing import Any

from explorer.export.script import HEAD, as_text, data_lines, network_line, per_scale
from explorer.scene.scene import Scene
from ntkcore.inference.factor import JITTER
from ntkcore.networks.ensembles.runs import stable_limit

_WIDTHS, _NETWORKS = (16, 32, 64, 128, 256, 512, 1024), 64  # of the kernels at the start
_TRAINED, _SHOWN = (64, 512), 10  # widths whose kernels are also shown after training, and networks of each


def script(scene: Scene, settings: Mapping[str, Any]) -> str:
    """The script of all sections, from top to bottom; without networks where there is nothing to learn."""
    data, network = scene.dataset, scene.architecture
    learns = bool(data.x) and math.isfinite(stable_limit(network, data.x, scene.noise_std))
    lines = [*HEAD, *_imports(learns), network_line(scene), *data_lines(scene), *_flow(scene)]
    if learns:
        lines += [*_networks(scene, settings), *_beforehand(), *_rates(scene, settings), *_kernels(scene)]
    return as_text(*lines)


def _imports(learns: bool) -> list[str]:
    if not learns:
        return ["from ntkcore import Architecture, predict", ""]
    return [
        "from dataclasses import replace",
        "from pathlib import Path",
        "from ntkcore import Architecture, kernel_pair, predict",
        "from ntkcore.inference.filters import excess_by_mode, excess_by_steps",
        "from ntkcore.networks.ensembles import results, runs",
        "",
    ]


def _flow(scene: Scene) -> list[str]:
    """Trained networks at several times, the three bands, and the error at points that are left out."""
    noise, scale = f"noise_std={scene.noise_std!r}", per_scale(scene)
    return [
        "def rms(values):",
        "    return float(np.sqrt(np.mean(np.square(values))))",
        "grid = np.arange(-150, 151, 3) / 100",
        "times = np.array([0.0, 0.1, 1.0, 10.0, 100.0, np.inf])",
        f"training = predict(network, x, y, grid, {noise}, time=times)  # mean (6, 101) of trained networks",
        'priors = ("ensemble", "ntk", "nngp")',
        f"bands = {{prior: predict(network, x, y, grid, prior=prior, {noise}) for prior in priors}}",
        "spreads = {prior: rms(f.std) for prior, f in bands.items()}",
        "missed = []  # each point, predicted by networks trained on the others",
        "for i in range(len(x)):",
        "    others = np.arange(len(x)) != i",
        f"    f = predict(network, x[others], y[others], x[[i]], {noise}, time=times, covariance=False)",
        "    missed.append(np.asarray(f.mean)[:, 0] - y[i])",
        f"errors = np.sqrt(np.mean(np.square(missed), axis=0)){scale} if missed else times * np.nan",
        'print("error at points left out, by time:", dict(zip(times.tolist(), errors.tolist())))',
        'print("root mean square of std:", spreads)',
    ]


def _networks(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """The ensemble of the settings, trained as the page trains it, beside the theory."""
    noise, scale = f"noise_std={scene.noise_std!r}", per_scale(scene)
    return [
        "",
        "# Real networks: this takes as long as on the page.",
        "run = runs.Run(",
        f"    network, tuple(x), tuple(y), {noise}, width={settings['width']}, networks={settings['nets']},",
        f"    steps={settings['steps']}, rate={settings['rate']!r}, scale={settings['alpha']!r},",
        f"    keep_start={settings['start'] == 'kept'}, linearised={settings['model'] == 'linearised'}, "
        f"seed={scene.seed},",
        ")",
        "*_, (_, trained) = runs.stream(runs.start(run, grid))",
        "def measure(run, trained):",
        "    kept = np.isfinite(trained.f).all(axis=1) & np.isfinite(trained.loss)  # did not diverge",
        "    f = trained.f[kept]",
        "    mean, std = f.mean(axis=0), f.std(axis=0, ddof=1) if len(f) > 1 else np.full(len(grid), np.nan)",
        f"    limit = predict(network, x, y, grid, {noise}, time=trained.step * run.step_time)",
        "    return {",
        f'        "distance to NTK mean": rms(mean - limit.mean){scale},',
        f'        "distance to NNGP mean": rms(mean - bands["nngp"].mean){scale},',
        f'        "standard error": rms(std) / len(f) ** 0.5{scale},',
        '        "spread / limit": rms(std) / rms(limit.std) if run.keep_start else np.nan,',
        '        "change of weights": float(trained.moved[kept].mean()),',
        '        "change of kernel": float(trained.kernel_moved[kept].mean()),',
        f'        "loss": float(trained.loss[kept].mean()){per_scale(scene, 2)},',
        "    }",
        "measured = measure(run, trained)",
        "print(measured)",
    ]


def _beforehand() -> list[str]:
    """The ensembles that come with the app, where the script runs in a checkout of it."""
    return [
        "beforehand = {}  # ensembles that come with the app, in a checkout of it",
        'for path in sorted(Path("assets/results").glob("*.npz")):',
        "    for one in results.load(path):",
        "        if (one.run.architecture, one.run.x, one.run.y, one.run.noise_std) == (",
        "            network, run.x, run.y, run.noise_std",
        "        ):",
        "            beforehand[one.run] = measure(one.run, one)",
        "            print(one.run.width, beforehand[one.run])",
    ]


def _rates(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """The loss of infinitely wide networks at the same training time, by learning rate."""
    squares = "(vectors.T @ y) ** 2"
    if settings["start"] == "kept":
        squares += ' + np.einsum("ik,ij,jk->k", vectors, np.asarray(kernels.nngp), vectors)'
    return [
        "",
        "# Steps of finite size, at infinite width.",
        "kernels = kernel_pair(network, x)",
        "values, vectors = np.linalg.eigh(np.asarray(kernels.ntk))",
        f"values = np.where(values > {JITTER!r} * values.sum(), values, 0.0)  # the rest is rounding: never learned",
        f"squares = {squares}  # what is to be learned",
        "rates = np.geomspace(0.01, 1.2, 121)  # as shares of the stable limit",
        "limit, time = run.step_time / run.rate, run.steps * run.step_time",
        "steps = np.maximum(np.rint(time / (rates * limit)), 1.0)",
        f"_, floor = excess_by_mode(values, squares, {scene.noise_std!r} ** 2, np.array([time]))",
        "by_rate = np.array([",
        f"    floor + excess_by_steps(values, squares, {scene.noise_std!r} ** 2, rate * limit, "
        "np.array([count]))[0].sum()",
        "    for rate, count in zip(rates, steps)",
        f"]){per_scale(scene, 2)}",
        'print("the loss is lowest at", rates[np.nanargmin(by_rate)], "of the stable limit")',
    ]


def _kernels(scene: Scene) -> list[str]:
    """Kernels of random networks against the limit, at the start and after training."""
    return [
        "",
        "# The kernel itself converges.",
        f"x0, widths = {scene.slice_x!r}, {_WIDTHS}",
        "limit_slice = np.asarray(kernel_pair(network, [x0], grid).ntk)[0]",
        "sizes, unsure = [], []",
        "for width in widths:",
        f"    drawn = runs.slices_at_start(replace(run, width=width, networks={_NETWORKS}), x0, grid)",
        "    squared = np.mean((drawn - limit_slice) ** 2, axis=1)",
        "    sizes.append(np.sqrt(squared.mean()) / rms(limit_slice))",
        "    unsure.append(squared.std(ddof=1) / len(drawn) ** 0.5 / (2 * squared.mean()))  # relative",
        "power, _ = np.polyfit(np.log(widths), np.log(sizes), 1, w=1 / np.array(unsure))",
        'print("deviation by width:", dict(zip(widths, sizes)), "falls like the width to the power", float(power))',
        "before, after = {}, {}  # the same networks before and after training, (10, 101)",
        f"for width in {_TRAINED}:",
        f"    start = runs.start(replace(run, width=width, networks={_SHOWN}, linearised=False), grid)",
        "    before[width] = runs.slices(start, x0)",
        "    *_, (end, _) = runs.stream(start)",
        "    after[width] = runs.slices(end, x0)",
        "    print(width, rms(after[width] - before[width]) / rms(before[width]))",
    ]
