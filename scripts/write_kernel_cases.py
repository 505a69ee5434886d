"""Write tests/js/kernels.json: kernels of ntkcore against which the browser's are held.

Run with `python -m scripts.write_kernel_cases`.
"""

import itertools
import json
from pathlib import Path

import numpy as np

from explorer.scene.limits import ACTIVATIONS, LIMITS
from ntkcore.architecture import Architecture
from ntkcore.kernels.gram import kernel_pair

FILE = Path(__file__).parents[1] / "tests" / "js" / "kernels.json"
# Symmetric about 0, with neighbours on the grid of the window.
INPUTS = (-1.5, -0.71, -0.7, -0.01, 0.0, 0.01, 0.7, 0.71, 1.5)
LAYERS = (1, 2, 8, 32)
_WEIGHT, _BIAS = LIMITS["weight_std"], LIMITS["bias_std"]
SPREADS = ((2**0.5, 0.0), (1.5, 0.3), (_WEIGHT.low, _BIAS.high), (_WEIGHT.high, _BIAS.low), (_WEIGHT.high, _BIAS.high))


def main() -> None:
    """Write both kernels of every case, the entries on and above the diagonal."""
    above = np.triu_indices(len(INPUTS))
    cases = []
    for activation, layers, (weight_std, bias_std) in itertools.product(ACTIVATIONS, LAYERS, SPREADS):
        arch = Architecture(activation, layers, weight_std, bias_std)
        nngp, ntk = (np.asarray(kernel)[above].tolist() for kernel in kernel_pair(arch, INPUTS))
        network = {"activation": str(activation), "hidden_layers": layers, "weight_std": weight_std}
        cases.append({**network, "bias_std": bias_std, "nngp": nngp, "ntk": ntk})
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    FILE.write_text(f'{{"inputs":{json.dumps(INPUTS)},"cases":[\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
