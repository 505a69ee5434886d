"""Kernels and posteriors against values from neural-tangents (generate.py says how they were made)."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from explorer.scene.limits import ACTIVATIONS
from ntkcore import Architecture, kernel_pair, predict
from tests.conftest import ORACLE, POSTERIOR

REFERENCE = json.loads((Path(__file__).parent / "neural-tangents.json").read_text())
SUPPORTED = set(ACTIVATIONS)  # those in closed form
KERNELS = [case for case in REFERENCE["kernels"] if case["activation"] in SUPPORTED]
# neural-tangents forms the angle between inputs by subtraction, which leaves √eps of it between parallel inputs. In
# one dimension all inputs are parallel when there is no bias; equal inputs are, with every bias.
PARALLEL = 1e-8


def name(case):
    return "{activation}-{hidden_layers}-w{w_std:.2f}-b{b_std}".format(**case)


def architecture(case):
    return Architecture(case["activation"], case["hidden_layers"], case["w_std"], case["b_std"])


def test_the_reference_covers_every_activation():
    assert {case["activation"] for case in KERNELS} == SUPPORTED
    assert all(case["parameterization"] == "ntk" for case in KERNELS)


@pytest.mark.parametrize("case", KERNELS, ids=name)
def test_kernels(case):
    computed = kernel_pair(architecture(case), case["x1"], case["x2"])
    equal = np.equal.outer(case["x1"], case["x2"])
    for kernel in ("nngp", "ntk"):
        reference = np.array(case[kernel])
        error = np.abs(getattr(computed, kernel) - reference) / np.abs(reference).max()
        allowed = np.where(equal | (case["b_std"] == 0), PARALLEL, ORACLE) if kernel == "ntk" else ORACLE
        assert (error <= allowed).all(), error.max()


@pytest.mark.parametrize("case", REFERENCE["posteriors"], ids=name)
def test_posteriors(case):
    """Its loss is a mean over the n points, so that its time is n times ours; its ridge is our σ²."""
    for result in case["results"]:
        computed = predict(
            architecture(case),
            case["x"],
            case["y"],
            case["xs"],
            prior={"ntk": "ensemble", "nngp": "nngp"}[result["get"]],
            noise_std=math.sqrt(case["ridge"]),
            time=math.inf if result["t"] is None else result["t"] / len(case["x"]),
        )
        np.testing.assert_allclose(computed.mean, result["mean"], rtol=0, atol=POSTERIOR)
        np.testing.assert_allclose(computed.covariance, result["cov"], rtol=0, atol=POSTERIOR)
