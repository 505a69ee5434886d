"""What the library itself says of a room's curves, and that the room's pages and files say the same."""

import csv
import io
import math
import re

import numpy as np
from playwright.sync_api import Page, expect
from scipy.stats import chi2

from explorer.studies.room.offer import curve_inputs
from ntkcore import predict
from tests.browser.test_access import faults
from tests.browser.waiting import expect_no_sideways
from tests.conftest import FIVE_POINTS

SCRIPTED = 30  # students who are programs; two more have a browser
CLASS = SCRIPTED + 2
HAND_NOISE = 0.05
ROUNDED = 0.051  # numbers on screen have one decimal
EQUAL = 1e-6  # nats, of numbers in files


class Expected:
    """What the library itself says of curves at the seven inputs, given the five points."""

    def __init__(self) -> None:
        scene, how = FIVE_POINTS, FIVE_POINTS.architecture
        data = scene.dataset.x, scene.dataset.y, curve_inputs(FIVE_POINTS)
        self.f = predict(how, *data, prior=scene.prior, noise_std=scene.noise_std, time=scene.time)
        self.covariance = np.asarray(self.f.covariance) + HAND_NOISE**2 * np.eye(len(curve_inputs(FIVE_POINTS)))

    def nats(self, guess: list[float]) -> float:
        return float(self.f.log_density(guess, noise_std=HAND_NOISE))

    def rank(self, guess: list[float]) -> float:
        off = np.array(guess) - np.asarray(self.f.mean)
        return float(chi2.sf(off @ np.linalg.solve(self.covariance, off), len(off)))

    def of_a_draw(self) -> float:
        """The mean score of draws: minus the entropy."""
        _, log_det = np.linalg.slogdet(self.covariance)
        return -0.5 * (len(self.covariance) * (1 + math.log(2 * math.pi)) + log_det)

    def draws(self, count: int, seed: int, spread: float) -> list[list[float]]:
        """Curves as students might draw them: about the mean, off by `spread` times what networks are."""
        drawn = np.random.default_rng(seed).multivariate_normal(self.f.mean, spread**2 * self.covariance, count)
        return np.clip(np.round(drawn, 2), -2.9, 2.9).tolist()


def assert_snapshot(lecturer: Page, state: dict[str, object]) -> None:
    """The lecturer looks at the first round again, lays the second over it, keeps it as a file, and comes back."""
    shots, preview = lecturer.get_by_role("region", name="Snapshots"), lecturer.get_by_role("region", name="Picture")
    expect(shots.get_by_role("listitem")).to_have_text([re.compile(f"1 · round 1 · {CLASS} guesses")])
    expect(preview.locator(".earlier path")).to_have_count(CLASS)
    shots.get_by_role("button", name="Look at snapshot 1").press("Enter")
    expect(preview).to_contain_text("Snapshot 1")
    expect(preview.locator(".guesses path")).to_have_count(CLASS)
    expect(preview.locator(".earlier path")).to_have_count(0)
    shots.get_by_role("button", name="Compare the present guesses with snapshot 1").click()
    expect(preview.locator(".guesses path")).to_have_count(CLASS - 1)
    expect(preview.locator(".earlier path")).to_have_count(CLASS)
    assert faults(lecturer) == []
    with lecturer.expect_download() as download:
        shots.get_by_role("button", name="Download snapshot 1").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8"))))
    kept = [[float(row[f"guess {i}"]) for i in range(1, 8)] for row in rows]
    assert (sorted(kept), {row["participant"] for row in rows}) == (sorted(state["all"]["1"]), {""})  # pyright: ignore[reportIndexIssue]
    lecturer.get_by_role("button", name="Back to the present").click()
    expect(preview).to_contain_text("On the projector")


def assert_wall(wall: Page, state: dict[str, object], expected: Expected) -> None:
    """The projector tells what the library says of the guesses."""
    guesses = state["all"]
    assert isinstance(guesses, dict)
    best = max(map(expected.nats, guesses["2"])) - expected.of_a_draw()
    sentence = wall.locator(".best").inner_text()
    (told,) = re.findall(r"([\d.]+) nats", sentence)
    assert abs(float(told) - abs(best)) < ROUNDED
    assert ("above" if best > 0 else "below") in sentence
    for number in (1, 2):
        middle = np.median([expected.rank(guess) for guess in guesses[str(number)]])
        line = wall.locator(f".round-{number}").inner_text()
        assert line == f"Round {number}: the middle guess is above {round(100 * middle)} % of random draws"
    heights = wall.locator(".bars-2 rect").evaluate_all("bars => bars.map(bar => Number(bar.getAttribute('height')))")
    ranks = [expected.rank(guess) for guess in guesses["2"]]
    counts, _ = np.histogram(ranks, bins=10, range=(0, 1))
    assert np.argmax(heights) == np.argmax(counts)
    assert np.allclose(np.array(heights) / sum(heights), counts / sum(counts), atol=1e-6)
    expect_no_sideways(wall)


def assert_student(phone: Page, state: dict[str, object], expected: Expected) -> None:
    """A student reads the nats of their own guess, which is one of the room's."""
    guesses = state["all"]
    assert isinstance(guesses, dict)
    result = phone.get_by_test_id("guess-result")
    expect(result).to_contain_text("nats")
    (told,) = re.findall(r"Your curve: (−?[\d.]+) nats", result.inner_text())
    near = [abs(expected.nats(guess) - float(told.replace("−", "-"))) for guess in guesses["2"]]
    assert min(near) < ROUNDED
    expect_no_sideways(phone)


def assert_table(text: str, expected: Expected) -> None:
    rows = list(csv.DictReader(io.StringIO(text)))
    lines = [(row["round"], row["snapshot"]) for row in rows]
    assert [lines.count(each) for each in (("1", ""), ("2", ""), ("1", "1"))] == [CLASS, CLASS - 1, CLASS]
    assert len(lines) == 3 * CLASS - 1
    for row in rows:
        guess = [float(row[f"guess {i}"]) for i in range(1, 8)]
        assert abs(float(row["score"]) - expected.nats(guess)) < EQUAL
        assert abs(float(row["rank"]) - expected.rank(guess)) < EQUAL
