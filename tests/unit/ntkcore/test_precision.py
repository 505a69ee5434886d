"""The library leaves JAX's settings alone: in a process without 64-bit floats its results have them all the same."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

BEFORE = '''
import jax, jax.numpy as jnp, numpy as np
before = dict(jax.config.values)
import ntkcore
from ntkcore import *
assert dict(jax.config.values) == before and not jax.config.jax_enable_x64

X, Y, T = jnp.array([-0.7, 0.1, 0.5]), jnp.array([1.0, 0.0, 0.5]), jnp.array([-0.2, 0.3])
KEY = jax.random.key(0)
ARGS = (jnp.float32(1.4), jnp.float32(0.3), X, Y, T, jnp.float32(0.2), jnp.float32(3.0))

def answers(w, b, x, y, t, noise, time):
    """What each entry point computes, as arrays that depend on the arguments."""
    arch = Architecture("relu", 2, w, b)
    kernels = kernel_pair(arch, x)
    yield "kernel_pair", kernels.nngp + kernels.ntk
    f = predict(arch, x, y, t, noise_std=noise, time=time)
    yield "predict", f.mean
    yield "predict covariance", f.covariance
    yield "std", f.std
    yield "log_density", log_density(f, y[:2]) + f.log_density(y[:2], noise)
    yield "sample", f.sample(KEY, 3)
    for name in ("nngp", "ensemble"):
        g = fit(kernels, y, prior=name, noise_std=noise)(kernel_pair(arch, t, x), kernel_pair(arch, t))
        yield f"fit {name}", jnp.concatenate([g.mean, g.std])
    yield "log_evidence", log_evidence(arch, x, y, noise_std=noise)
    yield "eigenmodes", eigenmodes(arch, x).values
    yield "empirical_ntk", empirical_ntk(lambda theta, x: jnp.tanh(theta[0] * x + theta[1]), (w, b), x, t)

def answer(place):
    def compute(*args):
        return next(value for i, (_, value) in enumerate(answers(*args)) if i == place)
    return compute
'''

CALLS = (
    BEFORE
    + """
assert {value.dtype for _, value in answers(*ARGS)} == {np.dtype(np.float64)}
arch = Architecture("relu", 2, 1.4, 0.3)
x, y, t = [-0.7, 0.1, 0.5], [1, 0, 0.5], [-0.2, 0.3]
for kind in (list, np.array, jnp.array, lambda v: np.array(v, np.float32), lambda v: jnp.array(v, jnp.bfloat16)):
    kernels, cross, test = kernel_pair(arch, kind(x)), kernel_pair(arch, kind(t), kind(x)), kernel_pair(arch, kind(t))
    f, modes = predict(arch, kind(x), kind(y), kind(t)), eigenmodes(arch, kind(x))
    g = fit(kernels, kind(y), noise_std=0.1)(cross, test)
    single = Gaussian(jnp.zeros(2), jnp.eye(2))
    for value in (*kernels, *f, f.std, *modes, *g, g.std, g.sample(jax.random.key(0), 2), g.log_density(kind(t)),
                  log_density(f, kind(t)), log_evidence(arch, kind(x), kind(y)), fit(kernels, kind(y))(cross).mean,
                  predict(arch, [], [], kind(t)).covariance, predict(arch, [], [], kind(t)).mean,
                  log_evidence(arch, [], []), single.std, single.sample(jax.random.key(0), 1),
                  single.log_density([0.0, 1.0])):
        assert value.dtype == np.float64, (kind, value.dtype)
    same = np.asarray(kind(x), np.float64)
    with jax.enable_x64(True):
        exact = kernel_pair(arch, same)
    np.testing.assert_array_equal(kernels.ntk, exact.ntk)

from ntkcore.inference import evidence
from ntkcore.kernels.gram import symmetric_gram
from ntkcore.networks import layers, statistics
from ntkcore.networks.ensembles import runs
from ntkcore.spectra import inputs, modes, symmetric
values = [*symmetric_gram(arch, np.array([-1.0, 0.0, 1.0]))]
values += [*modes.grid_modes(values[0]), inputs.gram(arch, x, "ntk"), symmetric.circle_spectrum(arch, "ntk", 8)]
values += [symmetric.cube_spectrum(arch, "nngp", 3), statistics.draw_functions(arch, 4, x, 2, 0)]
values += [*evidence.evidence_at(arch, x, y, [[1.4, 0.3]], prior="nngp", noise_std=0.1)[:3]]
values += [evidence.evidence_and_gradient(arch, x, y, [1.4, 0.3], prior="ntk", noise_std=0.1)[1]]
parameters = layers.init(jax.random.key(0), 2, 8)
assert layers.apply(arch, parameters, jnp.array(x)[:, None]).dtype == np.float32
values += [layers.norm(parameters)]
values += [layers.dense_ntk(arch, parameters, jnp.array(x)[:, None], jnp.array(t)[:, None])]
run = runs.Run(arch, tuple(x), tuple(y), width=8, networks=2, steps=3)
training = runs.start(run, np.array(t))
for training, seen in runs.stream(training, 2):
    pass
assert seen.step == 3
values += [training.kernel, seen.f, seen.kernel, runs.slices(training, 0.1)]
values += [runs.slices_at_start(run, 0.1, np.array(t))]
assert [v.dtype for v in values] == [np.float64] * len(values), [v.dtype for v in values]
assert dict(jax.config.values) == before
"""
)

DERIVATIVES = (
    BEFORE
    + """
def slope(compute):
    return jax.grad(lambda *args: (jnp.cos(compute(*args)) + compute(*args)).sum(), argnums=tuple(range(len(ARGS))))

for place, (name, _) in enumerate(answers(*ARGS)):
    compute = answer(place)
    assert jax.jit(compute)(*ARGS).dtype == np.float64, name
    with jax.enable_x64(True):
        exact = jax.jit(slope(compute))(*(a.astype(np.float64) for a in ARGS))
    for got in (slope(compute)(*ARGS), jax.jit(slope(compute))(*ARGS)):
        for ours, theirs, given in zip(got, exact, ARGS):
            assert ours.dtype == given.dtype == np.float32 and ours.shape == given.shape, name
            theirs = np.asarray(theirs)
            np.testing.assert_allclose(ours, theirs, rtol=2e-4, atol=2e-4 * (abs(theirs).max() + 1e-2), err_msg=name)
assert dict(jax.config.values) == before
"""
)

SLOPES = """
def close(left, right, tolerance=1e-5):
    np.testing.assert_allclose(left, right, rtol=tolerance)

def kernels(w):
    return answer(0)(w, *ARGS[1:])

def loss(w):
    return jnp.tanh(kernels(w)).sum()

w = jnp.array([1.2, 1.4])
assert jax.vmap(kernels)(w).dtype == np.float64
expected = [jax.grad(loss)(one) for one in w]
close(jax.vmap(jax.grad(loss))(w), expected)
"""

MANY_TRANSFORMATIONS = """
close(jax.grad(lambda w: jax.vmap(loss)(w).sum())(w), expected)
close(jax.grad(lambda w: jax.jit(jax.vmap(loss))(w).sum())(w), expected)
fresh = lambda w: loss(w)
close(jax.grad(jax.jit(fresh))(w[0]), expected[0])
close(jax.jvp(loss, (w[0],), (jnp.ones(()),))[1], expected[0])
close(jax.jacfwd(loss)(w[0]), expected[0])
close(jax.grad(jax.checkpoint(loss))(w[0]), expected[0])
close(jax.grad(lambda w: jax.lax.scan(lambda c, _: (c + loss(w), None), 0.0, None, 2)[0])(w[0]), 2 * expected[0])
with jax.enable_x64(True):
    second = np.asarray(jax.grad(jax.grad(loss))(np.float64(w[0])))
close(jax.grad(jax.grad(loss))(w[0]), second, 1e-4)
close(jax.hessian(loss)(w[0]), second, 1e-4)
"""

COMPILED_BEFORE = """
# What jit compiled before it was differentiated has float64 results: the message says what to do.
compiled = jax.jit(lambda w: kernel_pair(Architecture("relu", 2, w, 0.3), X).ntk[0, 0])
assert compiled(1.4).dtype == np.float64
try:
    jax.grad(compiled)(1.4)
except TypeError as error:
    assert "jax.jit(jax.grad(f))" in str(error)
else:
    raise AssertionError("no error")
with jax.enable_x64(True):
    assert jax.grad(compiled)(1.4).dtype == np.float64
    entry = lambda w: kernel_pair(Architecture("relu", 2, w, 0.3), X).ntk[0, 0]
    assert jax.grad(entry)(jnp.float32(1.4)).dtype == np.float32

# Whole trees: derivatives by an Architecture are an Architecture; integer labels have none.
tree = jax.grad(lambda arch: log_evidence(arch, X, Y))(Architecture("relu", 2, jnp.float32(1.4), jnp.float32(0.3)))
assert isinstance(tree, Architecture) and tree.weight_std.dtype == np.float32
jax.grad(lambda w: jax.jit(lambda w, y: log_evidence(Architecture("relu", 2, w, 0.3), X, y))(w, jnp.arange(3)))(1.4)

# A Gaussian keeps a matrix or, while JAX is tracing, its condition number.
mean = lambda w: predict(Architecture("relu", 2, w, 0.3), X, Y, T, noise_std=0.2, covariance=False).mean.sum()
close(jax.grad(mean)(jnp.float32(1.4)), jax.jit(jax.grad(mean))(jnp.float32(1.4)))
"""


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(CALLS, id="calls"),
        pytest.param(DERIVATIVES, id="derivatives", marks=[pytest.mark.long, pytest.mark.timeout(900)]),
        pytest.param(BEFORE + SLOPES + COMPILED_BEFORE, id="transformations", marks=pytest.mark.long),
        pytest.param(BEFORE + SLOPES + MANY_TRANSFORMATIONS, id="many transformations", marks=pytest.mark.long),
    ],
)
def test_without_64_bit_floats(code):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("JAX_ENABLE_X64", None)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert (done.stderr, done.stdout) == ("", "")
