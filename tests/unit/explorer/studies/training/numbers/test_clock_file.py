"""The file of the clock has its numbers with all digits, in the person's units."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from explorer.export.taken import Taken
from explorer.scene.scene import Dataset, Scene
from explorer.scene.units import Axis
from explorer.studies.training.numbers.clock_file import write
from ntkcore import predict

SCENE = Scene(noise_std=0.1, y_axis=Axis(40.0, 0.5, "volts (V)"))


def tables(text: str) -> list[tuple[list[str], np.ndarray]]:
    both = [[line for line in table.splitlines() if not line.startswith("#")] for table in text.split("\n\n")]
    read = [list(csv.reader(lines)) for lines in both]
    return [(head, np.array(rows, dtype=float)) for head, *rows in read]


def test_the_clock_is_written_as_the_library_has_it():
    text = write(Taken(SCENE, "training"))
    (head, course), (names, curves) = tables(text)
    assert names == ["time", "x", "mean", "std"]
    assert head[:3] == ["time", "loss", "bound"]
    assert len(head) == 3 + 2 * 5
    assert "# noise_std = 0.1  (window units)" in text
    data, times = SCENE.dataset, course[:, 0]
    for step in (7, 20, -1):
        time = times[step]
        rows = curves[curves[:, 0] == time]
        f = predict(SCENE.architecture, data.x, data.y, rows[:, 1], noise_std=0.1, time=float(time))
        assert rows[:, 2] == pytest.approx(0.5 + np.asarray(f.mean) / 40, rel=1e-9)
        assert rows[:, 3] == pytest.approx(np.asarray(f.std) / 40, rel=1e-6)
        at = predict(SCENE.architecture, data.x, data.y, data.x, noise_std=0.1, time=float(time))
        assert course[step, 3:8] == pytest.approx((np.array(data.y) - np.asarray(at.mean)) / 40, rel=1e-6, abs=1e-12)
    assert (course[:, 1] <= course[:, 2] * (1 + 1e-12)).all()
    assert course[0, 8:].sum() == pytest.approx(1.0)


def test_without_points_there_are_no_rows():
    (_, course), (_, curves) = tables(write(Taken(replace(SCENE, dataset=Dataset()), "training")))
    assert course.size == curves.size == 0
