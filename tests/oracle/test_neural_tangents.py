"""Kernels and posteriors against values from neural-tangents (generate.py says how they were made)."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from explorer.scene.limits import ACTIVATIONS
from ntkcore import Architecture, fit, kernel_pair, predict
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


@pytest.mark.sample(30)
@pytest.mark.parametrize("case", KERNELS, ids=name)
def test_kernels(case):
    computed = kernel_pair(architecture(case), case["x1"], case["x2"])
    equal = np.equal.outer(case["x1"], case["x2"])
    for kernel in ("nngp", "ntk"):
        reference = np.array(case[kernel])
        error = np.abs(getattr(computed, kernel) - reference) / np.abs(reference).max()
        allowed = np.where(equal | (case["b_std"] == 0), PARALLEL, ORACLE) if kernel == "ntk" else ORACLE
        assert (error <= allowed).all(), error.max()


@pytest.mark.sample(2)
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


@pytest.mark.sample(1)
@pytest.mark.parametrize("case", REFERENCE["outputs"], ids=name)
def test_several_outputs_and_times_and_a_relative_ridge(case):
    """Its loss is a mean over points and outputs, so that its time is n·k times ours; its diag_reg is relative."""
    x, y, tests = (np.array(case[key]) for key in ("x", "y", "xs"))
    for result in case["results"]:
        options = {
            "prior": {"ntk": "ensemble", "nngp": "nngp"}[result["get"]],
            "relative_ridge": case["relative_ridge"],
            "time": math.inf if result["t"] is None else np.array(result["t"]) / y.size,
        }
        computed = predict(architecture(case), x, y, tests, **options)
        np.testing.assert_allclose(computed.mean, result["mean"], rtol=0, atol=POSTERIOR)
        np.testing.assert_allclose(computed.covariance, result["cov"], rtol=0, atol=POSTERIOR)
        train, cross, test = (kernel_pair(architecture(case), *inputs) for inputs in ((x,), (tests, x), (tests,)))
        fitted = fit(train, y, **options)
        np.testing.assert_allclose(fitted(cross, test).covariance, result["cov"], rtol=0, atol=POSTERIOR)
        np.testing.assert_allclose(fitted(cross).mean, result["mean"], rtol=0, atol=POSTERIOR)
