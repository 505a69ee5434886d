"""Python for the network of the editor's blocks: a few lines to show, and the script of the tab."""

from collections.abc import Mapping, Sequence
from typing import Any

from explorer.export.pages.digits import digit_lines
from explorer.language import ENGLISH
from explorer.scene.blocks import sorts
from explorer.scene.blocks.network import code_of
from explorer.scene.blocks.order import fault_of, needs_images
from explorer.scene.blocks.sorts import Block
from explorer.scene.scene import Scene

_IMPORT = "from ntkcore import Network, kernel_pair, layers"


def code(blocks: Sequence[Block]) -> str:
    """The network and its kernel on four inputs, in as few lines as run."""
    shape, what = ("(4, 8, 8, 1)", "images of 8 × 8 pixels") if needs_images(blocks) else ("(4, 64)", "vectors")
    lines = [
        "import numpy as np",
        _IMPORT,
        "",
        *code_of(blocks),
        f"x = np.random.default_rng(0).normal(size={shape})  # four {what}",
        "nngp, ntk = kernel_pair(network, x)",
        "print(np.round(ntk, 3))",
    ]
    return "\n".join(lines) + "\n"


def lines(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """The kernels after each block, random functions, and a finite network trained beside its kernel."""
    problems: list[str] = []
    blocks = sorts.read("blocks", settings["blocks"], problems)
    fault = fault_of(blocks)
    if fault is not None:
        return [f"# Block {fault.at + 1} makes this order impossible. {fault.reason(ENGLISH)}"]
    on_line = settings["of"] == "line" and not needs_images(blocks)
    return [
        "import jax",
        _IMPORT.replace("Network", "Gaussian, Network"),
        "from ntkcore.kernels.by_layer import kernels_by_layer",
        "",
        *code_of(blocks),
        *(_line(settings) if on_line else _digits(blocks, settings)),
        "after = kernels_by_layer(network, x)",
        "cosines = [cosine[:, first, second] for cosine in after.cosines]",
        'print("cosine of both inputs before the first block and after each, NNGP:", cosines[0])',
        'print("the same, NTK:", cosines[1])',
        "prior = Gaussian(np.zeros(len(between)), kernels_by_layer(network, between).nngp[-1])",
        f"functions = prior.sample(jax.random.key({scene.seed}), 4)",
        *(() if on_line else _trained(scene, settings)),
    ]


def _line(settings: Mapping[str, Any]) -> list[str]:
    return [
        "x = between = np.linspace(-1.5, 1.5, 61)[:, None]",
        f"first, second = (int(np.argmin(abs(x[:, 0] - at))) for at in ({settings['one_x']!r}, {settings['two_x']!r}))",
    ]


def _digits(blocks: Sequence[Block], settings: Mapping[str, Any]) -> list[str]:
    return [
        *digit_lines(as_images=needs_images(blocks)),
        "pixels = standardised(images)",
        "ten = [int(np.flatnonzero(labels == digit)[0]) for digit in range(10)]",
        f"x, first, second = pixels[ten], {settings['one']}, {settings['two']}",
        "start, end = (standardised(images[[ten[i]]]).reshape(8, 8) for i in (first, second))",
        "between = standardised(np.stack([(1 - share) * start + share * end for share in np.linspace(0, 1, 20)]))",
    ]


def _trained(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """One network of the smallest width beside the kernel."""
    return [
        "",
        "from ntkcore.networks.chain_descent import ChainDescent, kernel_descent, train_chains",
        f"order = np.random.default_rng({scene.seed}).permutation(240)",
        "learned, asked = order[:50], order[50:]",
        "y = np.eye(10)[labels[learned]] - 0.1",
        "ntk = np.asarray(kernel_pair(network, pixels[order], pixels[learned]).ntk)",
        "steps, rate = (1, 2, 5, 10, 20, 50, 100, 200, 400), 1 / np.linalg.eigvalsh(ntk[:50])[-1]",
        "theory = kernel_descent(ntk[:50], ntk[50:], y, rate, steps)",
        "task = ChainDescent(network, pixels[learned], y, pixels[asked], width=16, rate=rate, steps=steps, "
        f"networks={settings['copies']}, seed={scene.seed})",
        "*_, run = train_chains(task)",
        "distance = np.sqrt(((run.outputs - theory) ** 2).sum((2, 3)) / (theory**2).sum((1, 2)))",
        'print("distance of networks of width 16 to the kernel after", steps, "steps:", distance)',
    ]
