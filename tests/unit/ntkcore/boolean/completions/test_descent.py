"""Training of finite networks, against automatic derivatives, another library's rules and the infinitely wide limit."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from ntkcore import kernel_pair
from ntkcore.boolean.completions import Descent, Optimiser, sampling_noise, simulated, total_variation, train
from ntkcore.networks.layers import apply, init, parameter_count
from tests.unit.ntkcore.boolean.completions.conftest import RELU, SMALL

INPUTS, SIGNS = jnp.asarray(SMALL.inputs[list(SMALL.corners)]), jnp.asarray(SMALL.signs)
LOSSES = {
    "cross_entropy": lambda f: jnp.log1p(jnp.exp(-SIGNS * f)),
    "squared": lambda f: 0.5 * (f - SIGNS) ** 2,
    "hinge": lambda f: jnp.maximum(0.0, 1.0 - SIGNS * f),
}


def by_hand(descent: Descent, number: int) -> tuple[int, int]:
    """The completion that a network ends at, −1 if it does not fit in time, and its steps: by automatic derivatives."""
    key = jax.random.split(jax.random.fold_in(jax.random.key(descent.seed), number))[0]
    theta = init(key, 2, descent.width, features=3)
    rate = descent.rate * 2.0 / np.linalg.eigvalsh(np.asarray(kernel_pair(RELU, INPUTS).ntk))[-1]
    adam_step = 0.5 / parameter_count(2, descent.width, features=3) ** 0.5
    rule = optax.adam(adam_step) if descent.optimiser == "adam" else optax.sgd(rate)
    state = rule.init(theta)

    @jax.jit
    def step(theta, state):
        gradient = jax.grad(lambda theta: LOSSES[descent.loss](apply(RELU, theta, INPUTS)).sum())(theta)
        moves, state = rule.update(gradient, state)
        return optax.apply_updates(theta, moves), state

    for steps in range(descent.steps):
        outputs = np.asarray(apply(RELU, theta, jnp.asarray(SMALL.inputs)))
        if SMALL.fits(outputs):
            return int(SMALL.completed(outputs)), steps
        theta, state = step(theta, state)
    return -1, descent.steps


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("loss", "optimiser"), [("cross_entropy", "gd"), ("squared", "gd"), ("hinge", "gd"), ("cross_entropy", "adam")]
)
def test_training_is_that_by_automatic_derivatives(loss, optimiser):
    descent = Descent(RELU, SMALL, width=8, loss=loss, optimiser=optimiser, networks=6, steps=40, seed=3)
    expected = [by_hand(descent, number) for number in range(6)]
    *_, last = train(descent)
    ends = np.array([completion for completion, _ in expected])
    assert last.counts.tolist() == np.bincount(ends[ends >= 0], minlength=16).tolist()
    assert last.steps == pytest.approx(np.mean([steps for _, steps in expected]))
    assert (last.share, last.missed) == (1.0, (ends < 0).sum())


def test_stopped_networks_follow_the_stopped_limit():
    """Also those trained by stochastic descent; networks of width 4 do not."""
    law = simulated(RELU, SMALL, draws=40_000)
    excess = {}
    for width, optimiser, networks in (
        (64, Optimiser.DESCENT, 500),
        (16, Optimiser.STOCHASTIC, 100),
        (4, Optimiser.DESCENT, 1000),
    ):
        *_, last = train(Descent(RELU, SMALL, width=width, optimiser=optimiser, networks=networks, steps=300))
        noise = sampling_noise(law.p, last.fitted, drawn=law.draws)
        excess[width] = noise.excess(total_variation(last.counts, law.p))
    assert excess[64] < 4
    assert excess[16] < 4
    assert excess[4] > 5


def test_counts_come_in_parts_and_are_the_same_every_time():
    descent = Descent(RELU, SMALL, width=8, networks=400)
    pieces = list(train(descent))
    shares = [piece.share for piece in pieces]
    assert len(pieces) > 1
    assert shares == sorted(shares)
    assert pieces[-1].fitted + pieces[-1].missed == 400
    *_, again = train(descent)
    assert again.counts.tolist() == pieces[-1].counts.tolist()


def test_networks_that_do_not_fit_in_time_are_not_counted():
    *_, last = train(Descent(RELU, SMALL, width=8, networks=200, steps=3))
    assert last.missed > 0
    assert last.fitted + last.missed == 200


@pytest.mark.parametrize(
    "wrong", [{"width": 0}, {"networks": 0}, {"rate": 0.0}, {"loss": "l1"}, {"optimiser": "newton"}, {"steps": 0}]
)
def test_bad_numbers(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Descent(RELU, SMALL, **wrong)
