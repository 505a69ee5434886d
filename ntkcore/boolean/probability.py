"""The probability with which a random network of infinite width computes a Boolean function."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture
from ntkcore.boolean.classes import classes
from ntkcore.boolean.tables import MOST_LISTED, as_table, bits_of, tables_of
from ntkcore.checks import as_examples, check_integer, check_number
from ntkcore.inference.orthant.estimate import ACCURACY
from ntkcore.inference.orthant.signs import log_signs
from ntkcore.kernels.layers import Network
from ntkcore.precision import in_float64
from ntkcore.reals import Array
from ntkcore.spectra.inputs import at_corners

_MOST_SEED = 2**53


class ClassProbabilities(NamedTuple):
    """Every class of functions, (c,) each: its smallest member, its size, log P of one member, the standard error."""

    representative: np.ndarray
    multiplicity: np.ndarray
    log_p: Array
    standard_error: Array


@in_float64
def log_probability(
    net: Architecture | Network, table: Any, *, inputs: ArrayLike | None = None, seed: int = 0
) -> tuple[Array, Array]:
    r"""log P of a Boolean function under random networks, in nats, and its standard error.

    .. math:: P(f) = P(s_i z(x_i) > 0 \text{ for all } i), \quad z \sim N(0, K)

    with the NNGP kernel K of `net` at the inputs and s = ±1 from the table. `table` is '0110', or an array of 0 and 1:
    character i is the output at row i of `spectra.inputs.at_corners`, 1 where z > 0. With `inputs` (m, d), or images,
    it has m characters, one for each input. Probabilities are those of `inference.orthant.log_orthant`, to about 0.3 %
    for up to 16 inputs, and down to e^−200 and below. A function that no such network computes, as one with
    f(−x) = f(x) where φ is odd and there is no bias, has log P = −∞ and error 0.

    Works under jit and vmap in the stds and inputs, with first derivatives; the table must have values.
    Raises ValueError for a bad table, for inputs that are not as many as its outputs, and where the kernel has a lower
    rank than there are inputs that are not parallel, as of ReLU networks with one hidden layer and no bias.
    """
    outputs = as_table(table)
    x = at_corners(bits_of(outputs)) if inputs is None else as_examples("inputs", inputs)
    if len(x) != len(outputs):
        raise ValueError(f"table must have an output for each of the {len(x)} inputs, got {len(outputs)}.")
    log_p, error = log_signs(net, x, 2.0 * outputs[None] - 1.0, check_integer("seed", seed, 0, _MOST_SEED))
    return log_p[0], error[0]


@in_float64
def class_probabilities(
    net: Architecture | Network, bits: int = 4, *, seed: int = 0, accuracy: float = ACCURACY
) -> ClassProbabilities:
    """log P of every Boolean function of `bits` ≤ 4 inputs ±1 under random networks, class by class.

    Functions that differ in names and signs of inputs, and in the sign of the output, have the same probability, since
    the kernel of a fully connected network between corners depends on their distance alone. There are 2, 4, 14 and 222
    classes for 1 to 4 bits. `representative` is the truth table as an integer, whose bit i is the output at corner i;
    `multiplicity` · exp(`log_p`), summed, is 1 up to the errors. These are independent. Classes whose standard error is
    above `accuracy`, from 10⁻⁴ to 1, get more points, as far as those of `log_orthant` go.

    Returns ClassProbabilities, ascending by representative. Derivatives and errors as of `log_probability`.
    """
    inputs = check_integer("bits", bits, 1, MOST_LISTED)
    listed = classes(inputs)
    signs = 2.0 * tables_of(listed.representative, inputs) - 1.0
    wanted = check_number("accuracy", accuracy, 1e-4, 1.0)
    number = check_integer("seed", seed, 0, _MOST_SEED)
    log_p, error = log_signs(net, at_corners(inputs), signs, number, wanted)
    return ClassProbabilities(listed.representative, listed.multiplicity, log_p, error)
