"""Figures of the editor's blocks: they draw the numbers, and tell them to those who cannot see them."""

import numpy as np

from explorer.scene.blocks import sorts
from explorer.studies.images.figures import architectures
from explorer.studies.images.numbers.beside import STEPS, Compared
from explorer.studies.images.numbers.blocks import BLEND, LINE, Believed
from ntkcore.kernels.by_layer import LayerKernels

ROW = (sorts.new("dense"), sorts.new("activation"), sorts.new("dense"))
COSINES = 0.5 + 0.5 * np.eye(10)
RISING = np.linspace(0.1, 0.4, len(STEPS))
COMPARED = Compared(1.0, ROW, {16: np.stack([RISING, 3 * RISING]), 64: RISING[None]}, {64: RISING[None]}, RISING)


def believed(at: np.ndarray) -> Believed:
    return Believed(ROW, LayerKernels(COSINES[None], COSINES[None]), at, np.stack([at, -at]))


FIGURES = {
    "similarity of digits": lambda: architectures.similarity_map(believed(BLEND), COSINES, "NTK"),
    "similarity on the line": lambda: architectures.similarity_map(believed(LINE), np.eye(len(LINE)), "NTK"),
    "functions of blocks": lambda: architectures.sample_functions(believed(BLEND), 3, 8),
    "cosines by block": lambda: architectures.by_block({"NNGP": RISING[:3], "NTK": RISING[1:4]}, ["inputs", "1", "2"]),
    "errors by step": lambda: architectures.errors_by_step(COMPARED),
    "accuracy by step": lambda: architectures.accuracy_by_step(COMPARED),
}


def finding(name):
    return FIGURES[name]()["layout"]["meta"]["finding"]


def test_findings_have_the_numbers():
    assert finding("similarity of digits") == "The cosines of the NTK lie between 0.5 and 1."
    assert finding("functions of blocks") == "2 random functions lie between −1 and 1."
    assert (
        finding("cosines by block") == "After the last block the cosine is 0.175 for the NNGP and 0.2125 for the NTK."
    )
    assert finding("errors by step") == "After 400 steps the distance is 0.8 at width 16, 0.4 at width 64."
    assert finding("accuracy by step") == "After 400 steps infinite width gets 40 % right."


def test_bars_are_the_standard_error_of_networks_and_missing_for_a_single_network():
    two, single = FIGURES["errors by step"]()["data"]
    np.testing.assert_allclose(two["y"], 2 * RISING)
    np.testing.assert_allclose(two["error_y"]["array"], RISING)
    assert not single["error_y"]["array"].any()
