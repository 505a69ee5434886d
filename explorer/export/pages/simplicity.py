"""The script of the Simplicity page: one Boolean function under the network of the sidebar, and all functions."""

from collections.abc import Mapping
from typing import Any

from explorer.export.pages import sampling
from explorer.export.script import HEAD, as_text, network_line
from explorer.scene.scene import Scene


def script(scene: Scene, settings: Mapping[str, Any]) -> str:
    """P of the function on screen and its complexity, then P of all functions with as many inputs."""
    if settings["show"] in ("training", "thin"):
        return sampling.script(scene, settings)
    table = settings["table"]
    return as_text(
        *HEAD,
        "from ntkcore import Architecture, boolean",
        "",
        network_line(scene),
        f'table = "{table}"  # character i: the output where input k is -1 if bit k - 1 of i is set, else 1',
        "log_p, error = (float(each) for each in boolean.log_probability(network, table))",
        'print("P =", np.exp(log_p), "with a relative standard error of", error)',
        "complexity = boolean.complexity(table)",
        'print(boolean.shortest_formula(table), "has", complexity)',
        "",
        f"classes = boolean.class_probabilities(network, {len(table).bit_length() - 1}, accuracy=0.01)",
        "p = np.exp(classes.log_p)",
        "share = classes.multiplicity * p / (classes.multiplicity @ p)",
        "entropy = -float(share[p > 0] @ np.log2((share / classes.multiplicity)[p > 0]))",
        'print("entropy of P in bits:", entropy)',
    )
