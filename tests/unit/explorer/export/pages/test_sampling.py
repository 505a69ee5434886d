"""Scripts of the Simplicity page's trained and resampled networks, run."""

import numpy as np
import pytest

from explorer.studies.simplicity.numbers import sampling
from ntkcore.boolean import completions
from ntkcore.boolean.completions import Descent, Problem
from tests.unit.explorer.export.pages.scripts import SCENE, run

NET = SCENE.architecture

SHOWN = "1111111111000000"
TARGET = "0110100110010110"


def test_the_script_of_training_gives_the_numbers_of_the_page():
    names = run("simplicity", f"show=training&target={TARGET}&shown={SHOWN}&runs=100&neurons=16")
    problem = Problem(TARGET, range(10))
    laws = sampling.laws(NET, problem, "cross_entropy")
    assert isinstance(laws, dict)
    for mine, law in zip(laws.values(), (names["laws"][key] for key in names["laws"]), strict=True):
        assert completions.total_variation(mine.p, law.p) < 5e-3
    *_, trained = sampling.train(Descent(NET, problem, width=16, networks=100, steps=sampling.STEPS, seed=SCENE.seed))
    assert trained.networks is not None
    assert names["samples"]["trained"] / names["samples"]["trained"].sum() == pytest.approx(trained.networks.p)


def test_the_script_of_three_trainings_runs():
    names = run("simplicity", "show=thin&shown=0000111111110000&draws=100&thin=16&end=small&loss=squared")
    assert list(names["samples"]) == ["trained", *(f"resampled: {way}" for way in ("all", "last", "last_of_fitted"))]
    assert all(np.sum(counts) > 50 for counts in names["samples"].values())
