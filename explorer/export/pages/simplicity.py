"""The script of the Simplicity page: one function and all of them, finite networks, and the gates of a perceptron."""

from collections.abc import Mapping
from typing import Any

from explorer.export.pages import sampling
from explorer.export.script import HEAD, as_text, network_line
from explorer.scene.scene import Scene
from ntkcore.boolean.finite import READOUTS
from ntkcore.boolean.tables import as_table, bits_of

WIDTHS = (16, 32, 64, 128, 256, 512, 1024)


def script(scene: Scene, settings: Mapping[str, Any]) -> str:
    """One function and all functions, or what the tab on screen adds to them."""
    if settings["show"] in ("training", "thin"):
        return sampling.script(scene, settings)
    more = {"widths": _finite, "perceptron": _perceptron}.get(settings["show"], lambda *_: [])
    return as_text(
        *HEAD,
        "from ntkcore import Architecture, boolean",
        "",
        network_line(scene),
        *_functions(settings["table"]),
        *more(scene, settings),
    )


def _functions(table: str) -> list[str]:
    """P of the function on screen and its complexity, then P of all functions with as many inputs."""
    return [
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
    ]


def _finite(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """Counts of networks of all widths beside infinite width, and some functions of seven inputs."""
    states = -(-int(settings["drawn"]) // READOUTS)
    return [
        "",
        "counts = {}",
        f"for width in {WIDTHS}:",
        f"    stream = boolean.stream_counts(network, width, {bits_of(as_table(settings['table']))}, "
        f"states={states}, seed={scene.seed})",
        "    *_, counts[width] = stream",
        "    ratio = counts[width].p[0] / p[0]",
        '    print("width", width, "constants, beside infinite width:", ratio)',
        "",
        f"for drawn in boolean.draw_tables(network, 7, 2, seed={scene.seed + 1}):",
        '    print("log P and complexity:", boolean.log_probability(network, drawn)[0], boolean.complexity(drawn))',
    ]


def _perceptron(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """The exact shares of all gates with both values of inputs, and the number of ones of random perceptrons."""
    chosen = {"plus_minus": settings["ones_x"] == "signs", "uniform": settings["ones_w"] == "uniform"}
    return [
        "",
        "from ntkcore.boolean import cells, perceptron",
        "corners = np.array([[1, 1], [-1, 1], [1, -1], [-1, -1]])",
        'for name, inputs in {"-1 and 1": corners, "0 and 1": perceptron.zero_one(corners)}.items():',
        "    gates = cells.cells(inputs)",
        "    for gate in gates:",
        '        print("inputs", name, "table", gate.table, "sphere", gate.sphere, "cube", gate.cube)',
        "ones = perceptron.count_of_ones(",
        f"    {settings['ones_n']}, draws=100_000, seed={scene.seed}, bias_std={settings['ones_b']!r},",
        f"    plus_minus={chosen['plus_minus']}, uniform={chosen['uniform']},",
        ")",
        'print("perceptrons by their number of ones:", ones)',
    ]
