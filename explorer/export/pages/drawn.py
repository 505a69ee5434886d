"""The part of a script that draws random networks of one width, and compares them with theory to order 1/width."""

from collections.abc import Mapping
from typing import Any

from explorer.export.script import network_line
from explorer.scene.limits import ACTIVATIONS, LIMITS
from explorer.scene.scene import Scene
from explorer.scene.window import snap


def lines(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """Moments of kernels and outputs, drawn and predicted; the spread of the kernel for every activation and depth."""
    network = scene.architecture
    names = ", ".join(f'"{activation}"' for activation in ACTIVATIONS)
    return [
        "from ntkcore import Architecture, statistics",
        "",
        network_line(scene),
        f"width, at = {settings['wide']}, {snap(settings['at'])!r}  # units of the window",
        "limits = statistics.one_input(network, at)",
        "order = limits.at(width)",
        'print("to order 1/width: E Θ̂/Θ =", order.ntk_mean / limits.ntk, "spread/Θ =", order.ntk_std / limits.ntk)',
        'print("E f²/K =", order.output_variance / limits.nngp, "excess kurtosis of f:", order.excess_kurtosis)',
        "correlation = limits.nngp_covariance / np.sqrt(limits.nngp_variance * limits.ntk_variance)",
        'print("correlation of q and Θ̂:", correlation)',
        "",
        f"drawn = statistics.stream_kernels(network, width, at, count={settings['drawn']}, seed={scene.seed})",
        "outputs, q, kernels = (np.concatenate(each) for each in zip(*drawn))",
        "ratios = kernels / float(limits.ntk)",
        'print("drawn: E Θ̂/Θ =", ratios.mean(), "±", ratios.std() / len(ratios) ** 0.5, "spread/Θ =", ratios.std())',
        'print("E f²/K =", q.mean() / float(limits.nngp), "excess kurtosis:", statistics.measured_kurtosis(q).value)',
        'print("correlation of q and Θ̂:", np.corrcoef(q, kernels)[0, 1])',
        "",
        "spreads = {}  # of the kernel, divided by it, for 1, 2, … hidden layers",
        f"for activation in ({names}):",
        f"    deep = Architecture(activation, {int(LIMITS['hidden_layers'].high)}, {network.weight_std!r}, "
        f"{network.bias_std!r})",
        "    rows = statistics.one_input_by_depth(deep, at)",
        "    spreads[activation] = np.sqrt(np.asarray(rows.ntk_variance) / width) / np.asarray(rows.ntk)",
        '    print(activation, "spread/Θ:", spreads[activation][network.hidden_layers - 1])',
    ]
