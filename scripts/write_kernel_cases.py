"""Write tests/js/kernels.json: kernels of ntkcore against which the browser's are held.

Run with `python -m scripts.write_kernel_cases`.
"""

import itertools
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np

from explorer.scene.limits import ACTIVATIONS, LIMITS
from ntkcore.architecture import Architecture
from ntkcore.choices import Norm, Skip
from ntkcore.kernels.gram import kernel_pair

FILE = Path(__file__).parents[1] / "tests" / "js" / "kernels.json"
# Symmetric about 0, with neighbours on the grid of the window.
INPUTS = (-1.5, -0.71, -0.7, -0.01, 0.0, 0.01, 0.7, 0.71, 1.5)
LAYERS = (1, 2, 8, 32)
_WEIGHT, _BIAS = LIMITS["weight_std"], LIMITS["bias_std"]
SPREADS = ((2**0.5, 0.0), (1.5, 0.3), (_WEIGHT.low, _BIAS.high), (_WEIGHT.high, _BIAS.low), (_WEIGHT.high, _BIAS.high))


def networks() -> Iterator[Architecture]:
    """Plain networks of all activations at all corners of the limits, and some with each way of skips and norm."""
    for activation, layers, spreads in itertools.product(ACTIVATIONS, LAYERS, SPREADS):
        yield Architecture(activation, layers, *spreads)
    ways = [way for way in itertools.product(Skip, Norm) if way != (Skip.NONE, Norm.NONE)]
    for i, (activation, (skip, norm)) in enumerate(itertools.product(ACTIVATIONS, ways)):
        for layers, spreads in ((LAYERS[i % 2], SPREADS[i % 5]), (LAYERS[2 + i % 2], SPREADS[(i + 2) % 5])):
            yield Architecture(activation, layers, *spreads, skip=skip, norm=norm)


def main() -> None:
    """Write both kernels of every case, the entries on and above the diagonal."""
    above = np.triu_indices(len(INPUTS))
    cases = []
    for arch in networks():
        nngp, ntk = (np.asarray(kernel)[above].tolist() for kernel in kernel_pair(arch, INPUTS))
        cases.append({**asdict(arch), "nngp": nngp, "ntk": ntk})
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    FILE.write_text(f'{{"inputs":{json.dumps(INPUTS)},"cases":[\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
