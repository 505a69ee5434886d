"""The script of the Bounds page: P(S), the Gibbs error and its bounds for the chosen task, and digits with coins."""

from collections.abc import Mapping
from typing import Any

from explorer.export.pages.digits import digit_lines
from explorer.export.script import HEAD, as_text, network_line
from explorer.scene.scene import Scene

# The labels of all corners x (2ⁿ, n), by the word in the link.
_TARGETS = {
    "bit": "x[:, 0]",
    "and": "np.where((x[:, :3] > 0).all(axis=1), 1.0, -1.0)",
    "majority": "np.sign(x[:, : n - 1 + n % 2].sum(axis=1))",
    "xor": "-x[:, 0] * x[:, 1]",
    "parity": "-x.prod(axis=1)",
    "random": "coins",
}


def script(scene: Scene, settings: Mapping[str, Any]) -> str:
    """The script of the learning curve and its exact values, then of the digits with wrong labels."""
    return as_text(
        *HEAD,
        "from ntkcore import Architecture, bounds",
        "",
        network_line(scene),
        *_task(settings),
        *_bounds(settings),
        *_digits(settings),
    )


def _task(settings: Mapping[str, Any]) -> list[str]:
    """The target, its wrong labels, and the examples."""
    return [
        f"n, m, delta = {settings['cube']}, {settings['m']}, {settings['delta']!r}",
        "x = 1.0 - 2.0 * (np.arange(2**n)[:, None] >> np.arange(n) & 1)  # the corners of the cube",
        "rng = np.random.default_rng([20, n])",
        "coins, luck = rng.choice([-1.0, 1.0], 2**n), rng.random(2**n)",
        f"signs = {_TARGETS[settings['target']]}",
        f"signs = np.where(luck < {settings['flips']!r}, -signs, signs)  # wrong labels, drawn once for each corner",
        f"drawn = np.random.default_rng([n, {settings['sample']}]).integers(2**n, size=4 * 2**n)[:m]",
    ]


def _bounds(settings: Mapping[str, Any]) -> list[str]:
    """P(S), the Gibbs error and the bounds at the chosen number of examples, quick and exact."""
    return [
        "def learn(method):",
        "    log_p, error = bounds.log_p_s(network, x[drawn], signs[drawn], method=method)",
        "    return float(log_p), float(error), bounds.gibbs_error(network, x[drawn], signs[drawn], x, signs, "
        "method=method)",
        'log_p, _, gibbs = learn("ep")',
        'exact, standard_error, exact_gibbs = learn("orthant")',
        'print("ln P(S), quick:", log_p, "exact:", exact, "±", standard_error)',
        'print("Gibbs error, quick:", gibbs.mean, "exact:", exact_gibbs.mean, "±", exact_gibbs.standard_error)',
        "proved, valle_perez = (float(bound(log_p, m, delta)) for bound in (bounds.realisable, bounds.valle_perez))",
        "maurer = float(bounds.maurer(0.0, -log_p, m, delta)) if m >= 8 else 1.0",
        'print("bounds:", proved, valle_perez, maurer)',
    ]


def _digits(settings: Mapping[str, Any]) -> list[str]:
    """The digits of which some labels are wrong."""
    return [
        "",
        *digit_lines(as_images=False),
        "images = standardised(images)",
        f"rng = np.random.default_rng([240, {settings['shuffle']}])",
        "order, luck = rng.permutation(240), rng.random(240)",
        "signs = np.where(labels < 5, 1.0, -1.0)",
        f"signs = np.where(luck < {settings['wrong']!r}, -signs, signs)",
        "first, others = order[:200], order[200:]",
        "digits_log_p = float(bounds.log_p_s(network, images[first], signs[first])[0])",
        "digits_error = bounds.gibbs_error(network, images[first], signs[first], images[others], signs[others]).mean",
        'print("200 digits: bound", float(bounds.realisable(digits_log_p, 200, delta)), "error", digits_error)',
    ]
