"""What comes with the app about digits: every bound again, from what is stored and by other routes."""

import json
import math

import mpmath
import numpy as np
import pytest
from scipy.special import ndtr

from explorer.studies.bounds.numbers import recorded
from ntkcore import bounds, kernel_pair
from scripts import measure_bounds
from scripts.bounds import functions, projection, weights
from scripts.bounds.digits import split

RECORDED = recorded.recorded()
DATA = split(RECORDED["functions"]["examples"], RECORDED["functions"]["seed"])


def solved(error, nats, m, delta):
    """The largest p with kl(error‖p) ≤ (nats + ln(2√m/δ))/m, by bisection with 30 digits."""
    with mpmath.workdps(30):
        q, most = mpmath.mpf(error), (nats + mpmath.log(2 * mpmath.sqrt(m) / mpmath.mpf(delta))) / m
        low, high = q, mpmath.mpf(1)
        for _ in range(80):
            p = (low + high) / 2
            first = q * mpmath.log(q / p) if q > 0 else 0
            low, high = (p, high) if first + (1 - q) * mpmath.log((1 - q) / (1 - p)) <= most else (low, p)
    return float(low)


def test_the_images_are_divided_and_scaled():
    again = split(1000, 0)
    assert (again.x == DATA.x).all()
    assert DATA.x.shape == (1000, 64)
    assert DATA.x_test.shape == (RECORDED["functions"]["test_images"], 64) == (797, 64)
    np.testing.assert_allclose(np.linalg.norm(DATA.x, axis=1), 8.0)
    np.testing.assert_allclose(DATA.x.mean(axis=1), 0.0, atol=1e-14)
    every = {row.tobytes() for row in np.vstack([DATA.x, DATA.x_test])}
    assert len(every) > 1790  # examples and test images do not overlap


def test_functions_pay_by_the_formula():
    stored = RECORDED["functions"]
    nats, m = stored["classes"]["step"]["nats"], 1000
    assert stored["bounds"]["realisable"] == pytest.approx(-math.expm1(-(nats + math.log(20)) / m), rel=1e-12)
    assert stored["bounds"]["maurer"] == pytest.approx(solved(0.0, nats, m, 0.05), rel=1e-9)
    assert abs(nats - stored["by_orthant"]["nats"]) < 4 * stored["by_orthant"]["std"]
    assert stored["classes"]["step"]["gibbs_test"] < stored["bounds"]["realisable"]
    assert nats == pytest.approx(159.2, abs=0.1)  # another program


@pytest.mark.long
def test_functions_again():
    again = functions.in_function_space(DATA)
    assert again == pytest.approx({key: RECORDED["functions"]["classes"]["step"][key] for key in again}, rel=1e-6)


def test_expectation_propagation_agrees_with_orthants_on_fewer_digits():
    few = split(40, 3)
    few = few._replace(x_test=few.x_test[:3], signs_test=few.signs_test[:3])
    solved_by = functions.in_function_space(few)
    log_p, error = bounds.log_p_s(functions.NETWORK, few.x, few.signs, method="orthant")
    assert abs(solved_by["nats"] + log_p) < 4 * float(error) + 0.2
    wrong = []
    for x, sign in zip(few.x_test, few.signs_test, strict=True):
        both = bounds.log_p_s(functions.NETWORK, np.vstack([few.x, x]), np.append(few.signs, -sign), method="orthant")
        wrong.append(math.exp(float(both[0] - log_p)))
    assert solved_by["gibbs_test"] == pytest.approx(np.mean(wrong), abs=0.01)


def test_a_probit_link_gives_the_mean_of_the_products_of_its_probabilities():
    few = split(5, 0)
    nngp = np.asarray(kernel_pair(functions.NETWORK, few.x).nngp)
    f = np.random.default_rng(1).multivariate_normal(np.zeros(5), nngp, 200_000)
    products = ndtr(few.signs * f).prod(axis=1)
    spread = products.std() / math.sqrt(len(f)) / products.mean()
    approximate = 0.02  # expectation propagation, nats
    assert abs(-math.log(products.mean()) - functions.by_probit(few)) < 4 * spread + approximate


def test_a_probit_link_goes_below_the_valid_bound_for_labels_from_a_coin():
    labels, coins = recorded.digits().labels, recorded.digits().coins
    assert coins.probit_bound < coins.bound
    assert coins.bound > 0.5 > RECORDED["functions"]["random_labels"]["step"]["gibbs_test"] - 0.02
    assert labels.probit_bound > labels.bound
    for link in (labels, coins):
        assert link.scaled_nats == pytest.approx(link.nats, rel=1e-3)
    assert coins.probit_nats == pytest.approx(functions.by_probit(functions.at_random(coins.m, 0)), rel=1e-6)


def test_the_projection_again_from_its_whole_numbers():
    stored = RECORDED["projection"]
    best, z = stored["best"], np.array(stored["best"]["z"])
    setting = projection.Setting(best["dimensions"], best["levels"], best["seed"])
    assert len(z) == setting.dimensions
    assert np.abs(z).max() <= setting.levels // 2
    first, first_bias, last, last_bias = (
        part[0] + np.tensordot(z, part[1:], 1) for part in projection.plane_of(setting, 64)
    )
    for x, signs, key in ((DATA.x, DATA.signs, "error"), (DATA.x_test, DATA.signs_test, "error_test")):
        hidden = np.maximum(2**0.5 * x @ first / 8 + 0.3 * first_bias, 0)
        outputs = 2**0.5 * hidden @ last / math.sqrt(stored["width"]) + 0.3 * last_bias
        assert best[key] == pytest.approx((outputs * signs <= 0).mean(), abs=1e-12)
    nats = setting.dimensions * math.log(setting.levels) + math.log(len(stored["tried"]))
    assert best["nats"] == pytest.approx(nats, rel=1e-12)
    assert best["bound"] == pytest.approx(solved(best["error"], nats, 1000, 0.05), rel=1e-9)
    assert best["bound"] == min(each["bound"] for each in stored["tried"])
    assert best["error_test"] < best["bound"]


def test_the_normal_distribution_again_from_its_weights():
    """KL by quadrature of each weight; the errors from draws of all weights, the last layer's too."""
    stored, best = RECORDED["weights"], RECORDED["weights"]["best"]
    q = weights.load(measure_bounds.POSTERIOR)
    start = weights.start_of(weights.Setting(best["width"], best["variance"]), 64, stored["seed"])
    nodes, shares = np.polynomial.hermite_e.hermegauss(8)
    nats = math.log(len(stored["tried"]))
    for mean, log_std, at in zip(*q, start, strict=True):
        mean, log_std = np.ravel(mean).astype(float), np.ravel(log_std).astype(float)
        drawn = mean[:, None] + np.exp(log_std)[:, None] * nodes
        ratio = -log_std[:, None] - nodes**2 / 2 + (drawn - np.ravel(at)[:, None]) ** 2 / (2 * best["variance"])
        nats += ((ratio + 0.5 * math.log(best["variance"])) @ shares).sum() / math.sqrt(2 * math.pi)
    assert best["nats"] == pytest.approx(nats, rel=1e-9)
    rng, errors = np.random.default_rng(5), []
    for _ in range(150):
        first, first_bias, last, last_bias = (
            mean + np.exp(log_std) * rng.standard_normal(mean.shape) for mean, log_std in zip(*q, strict=True)
        )
        row = []
        for x, signs in ((DATA.x, DATA.signs), (DATA.x_test, DATA.signs_test)):
            hidden = np.maximum(2**0.5 * x @ first / 8 + 0.3 * first_bias, 0)
            outputs = 2**0.5 * hidden @ last / math.sqrt(best["width"]) + 0.3 * last_bias
            row.append((outputs * signs <= 0).mean())
        errors.append(row)
    for measured, drawn in zip((best["drawn"], best["gibbs_test"]), np.array(errors).T, strict=True):
        assert abs(measured - drawn.mean()) < 4 * drawn.std() / math.sqrt(len(drawn))
    highest = solved(best["drawn"], 0.0, stored["draws"] * 1000, stored["delta_draws"])
    assert best["error"] == pytest.approx(highest, rel=1e-9)
    assert best["bound"] == pytest.approx(solved(highest, nats, 1000, stored["delta_bound"]), rel=1e-8)
    assert stored["delta_bound"] + stored["delta_draws"] == pytest.approx(0.05)
    assert best["gibbs_test"] < best["bound"]


def test_the_page_has_the_bounds_of_the_file():
    digits = recorded.digits()
    values = [each.value for each in (digits.functions, digits.projection, digits.weights)]
    stored = [RECORDED["functions"]["bounds"]["realisable"]]
    stored += [RECORDED[name]["best"]["bound"] for name in ("projection", "weights")]
    assert values == pytest.approx(stored, rel=1e-12)
    assert values[0] < min(values[1:]) < max(values[1:]) < 0.5
    assert all(
        each.error <= each.error_test < each.value for each in (digits.functions, digits.projection, digits.weights)
    )
    for part in ("functions", "projection", "weights"):
        assert f"measure_bounds {part} --examples 1000 --seed 0" in RECORDED[part]["command"]
        assert {"python", "numpy", "scipy", "jax", "scikit-learn"} <= RECORDED[part]["versions"].keys()


def test_short_searches(tmp_path):
    grid = (projection.Setting(4, 3, 0), projection.Setting(4, 5, 1))
    first, again = (projection.measure(60, 0, sweeps=3, grid=grid) for _ in range(2))
    assert first == again
    assert first["best"]["error"] < 0.5
    file, setting = tmp_path / "weights.npz", weights.Setting(3, 1.0)
    best = weights.measure(60, 0, steps=8, draws=4, grid=(setting,), out=file)["best"]
    assert best["error"] < best["bound"] <= 1.0
    assert weights.evaluate(weights.load(file), setting, split(60, 0), 1, 0, 4) == best


@pytest.mark.long
def test_the_best_settings_again():
    best = RECORDED["projection"]["best"]
    setting = projection.Setting(best["dimensions"], best["levels"], best["seed"])
    assert projection.anneal(setting, DATA, RECORDED["projection"]["sweeps"]).tolist() == best["z"]
    stored, best = RECORDED["weights"], RECORDED["weights"]["best"]
    setting, seed = weights.Setting(best["width"], best["variance"]), stored["seed"]
    start = weights.start_of(setting, 64, seed)
    q = weights.optimise(setting, DATA, start, stored["settings"], stored["steps"], seed)
    again = weights.evaluate(q, setting, DATA, stored["settings"], seed, stored["draws"])
    assert again == pytest.approx(best, rel=1e-2)


def test_a_part_is_written_beside_the_others(tmp_path):
    file = tmp_path / "bounds.json"
    measure_bounds.write(file, "functions", {"a": 1})
    measure_bounds.write(file, "weights", {"b": 2})
    measure_bounds.write(file, "functions", {"a": 3})
    assert json.loads(file.read_text()) == {"functions": {"a": 3}, "weights": {"b": 2}}
    assert [path.name for path in tmp_path.iterdir()] == ["bounds.json"]
