"""The time of an edit in ntkcore against the same solves in bare LAPACK, measured in turns."""

from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

import jax
import numpy as np

from bench import lapack, scenes
from bench.facts import Line, Times, interleaved, machine, ratio, write
from explorer.grid.conditioned import Conditioned
from explorer.grid.normals import normals
from explorer.grid.prior import GridPrior, base_samples
from explorer.grid.view import explore
from explorer.scene.scene import Scene
from explorer.scene.window import GRID, grid_index
from explorer.ui.compute import warm_up
from ntkcore import predict
from ntkcore.kernels.gram import KernelPair, symmetric_gram
from ntkcore.spectra.modes import grid_modes

SIZES = (10, 30, 60)
REPEATS = 200
REBUILDS = 20
EDITS = 250  # more than explore() remembers
# Targets of label drag, x drag and rebuild, as multiples of bare LAPACK.
TARGETS = {10: (3.0, 3.0, 6.0), 30: (2.0, 2.0, 3.5), 60: (2.0, 2.0, 3.5)}


def kernels_of(scene: Scene) -> KernelPair:
    """Both Gram matrices of the grid, as in `prior_kernels` but not cached."""
    network = scene.architecture
    kernels = symmetric_gram(network, GRID)
    return jax.tree.map(np.asarray, kernels)


def prior_of(kernels: KernelPair, scene: Scene) -> GridPrior:
    """The prior with these kernels, as in `GridPrior.of` but not cached."""
    return GridPrior.from_kernels(scene.architecture, scene.prior, kernels)


def condition(prior: GridPrior, scene: Scene) -> Conditioned:
    """The part of an x drag that does not depend on labels."""
    return prior.condition(scene.dataset.x, noise_std=scene.noise_std, time=scene.time)


def answer_labels(conditioned: Conditioned, scene: Scene) -> None:
    """Compute mean, evidence and the candidates' densities."""
    posterior = conditioned.posterior(scene.dataset.y)
    for x, candidates in scene.candidates_by_input().items():
        posterior.log_densities(x, [candidate.y for candidate in candidates])


def stepping(edit: Callable[[Scene, int], Scene], scene: Scene, use: Callable[[Scene], Any]) -> Callable[[], Any]:
    """A function that calls `use` with another edit of `scene` each time; the edits are made beforehand."""
    edited = cycle([edit(scene, step) for step in range(EDITS)])
    return lambda: use(next(edited))


def _bare(kernels: KernelPair, scene: Scene) -> Callable[[], None]:
    """The scene's solves in bare LAPACK, with jitter as in ntkcore so that potrf succeeds."""
    gram, grid_indices = np.asarray(kernels.ntk), grid_index(scene.dataset.x)
    block = gram[np.ix_(grid_indices, grid_indices)] + 1e-10 * np.eye(len(grid_indices))
    return lapack.posterior(block, gram[grid_indices], np.asarray(scene.dataset.y), gram)


def _drags(size: int) -> dict[str, Times]:
    scene = scenes.scene_of(size)
    kernels = kernels_of(scene)
    prior = prior_of(kernels, scene)
    conditioned = condition(prior, scene)
    base, noise = base_samples(scene.architecture, "ntk", 0)[0], normals(0).label[0]
    return interleaved(
        {
            "lapack": _bare(kernels, scene),
            "label drag": stepping(scenes.label_drag, scene, lambda moved: answer_labels(conditioned, moved)),
            "x drag": stepping(scenes.x_drag, scene, lambda moved: answer_labels(condition(prior, moved), moved)),
            "five samples": lambda: conditioned.posterior(scene.dataset.y).samples(base, noise),
            "explore, label drag": stepping(scenes.label_drag, scene, explore),
            "explore, x drag": stepping(scenes.x_drag, scene, explore),
        },
        REPEATS,
    )


def _rebuilds(size: int) -> dict[str, Times]:
    scene = scenes.scene_of(size)
    kernels = kernels_of(scene)
    bare, bare_grid = _bare(kernels, scene), lapack.grid((np.asarray(kernels.nngp), np.asarray(kernels.ntk)))

    def everything(edited: Scene) -> None:
        anew = kernels_of(edited)
        for gram in anew:
            grid_modes(gram).vectors.block_until_ready()
        answer_labels(condition(prior_of(anew, edited), edited), edited)

    def at_points(edited: Scene) -> None:
        anew = kernels_of(edited)
        answer_labels(condition(prior_of(anew, edited), edited), edited)

    def full_covariance(edited: Scene) -> None:
        network, data = edited.architecture, edited.dataset
        jax.block_until_ready(predict(network, data.x, data.y, GRID, prior="ntk"))

    return interleaved(
        {
            "lapack": bare,
            "lapack with the grid's modes": lambda: (bare(), bare_grid()),
            "rebuild": stepping(scenes.rebuild, scene, everything),
            "rebuild without the grid's modes": stepping(scenes.rebuild, scene, at_points),
            "explore, rebuild": stepping(lambda of, step: scenes.rebuild(of, step + 100 * size), scene, explore),
            "predict with full covariance, rebuild": stepping(scenes.rebuild, scene, full_covariance),
        },
        REBUILDS,
    )


def _lines(size: int, drags: dict[str, Times], rebuilds: dict[str, Times]) -> Iterator[Line]:
    most_label, most_x, most_rebuild = TARGETS[size]
    for name, target in (("label drag", most_label), ("x drag", most_x)):
        value = ratio(drags, name, "lapack")
        measured = f"{value:.2f}× ({drags[name].median:.3f} of {drags['lapack'].median:.3f} ms)"
        yield Line(f"n = {size}: {name}, against bare LAPACK", f"≤ {target}×", measured, value <= target)
    value = ratio(rebuilds, "rebuild", "lapack with the grid's modes")
    measured = f"{value:.2f}× ({rebuilds['rebuild'].median:.2f} ms)"
    note = "the same factorisations: the n points and the modes of both kernels on the grid"
    yield Line(f"n = {size}: rebuild, against bare LAPACK", f"≤ {most_rebuild}×", measured, value <= most_rebuild, note)
    plain = "rebuild without the grid's modes"
    value = ratio(rebuilds, plain, "lapack")
    yield Line(
        f"n = {size}: rebuild without the grid's modes, against LAPACK on the n points alone",
        "",
        f"{value:.1f}× ({rebuilds[plain].median:.2f} ms)",
        None,
        "both kernels at all 301 × 301 grid inputs at once, so that no drag computes a kernel",
    )
    explored = {name: (drags | rebuilds)[f"explore, {name}"] for name in ("label drag", "x drag", "rebuild")}
    measured = "; ".join(f"{name} {times.median:.2f}, {times.p95:.2f}" for name, times in explored.items())
    yield Line(f"n = {size}: explore() as a whole, p50, p95", "", f"{measured} ms", None)
    covariance = rebuilds["predict with full covariance, rebuild"]
    apart = f"{drags['five samples'].median:.3f} ms, {covariance.median:.1f} ms"
    yield Line(f"n = {size}: apart: mean with five samples; predict() with full covariance", "", apart, None)


def run() -> None:
    """Write `core.json`."""
    facts, lines, numbers = machine(), [], {}
    warm_up()
    for size in SIZES:
        drags, rebuilds = _drags(size), _rebuilds(size)
        lines += _lines(size, drags, rebuilds)
        numbers[size] = {name: times.ms for name, times in (drags | {f"{k} ": v for k, v in rebuilds.items()}).items()}
    write("core", facts, lines, numbers)
