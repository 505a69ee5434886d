"""A whole class in a room: a lecturer, thirty students, a projector, two rounds, a reveal and an export."""

import csv
import io
import math
import re

import numpy as np
from playwright.sync_api import Page, expect
from scipy.stats import chi2

from explorer.scene import permalink
from explorer.studies.room.offer import curve_inputs
from ntkcore import predict
from scripts.serve import Server
from tests.browser.conftest import OpenPage
from tests.browser.students import Students, ask
from tests.browser.test_access import faults
from tests.browser.waiting import box_of, expect_equal, expect_no_sideways
from tests.conftest import FIVE_POINTS

SCRIPTED = 30  # students who are programs; two more have a browser
CLASS = SCRIPTED + 2
HAND_NOISE = 0.05
ROUNDED = 0.051  # numbers on screen have one decimal
EQUAL = 1e-6  # nats, of numbers in files
SECRET = re.compile(r"secret|#.{20}")


def opened_room(page: Page, question: str) -> str:
    """Open a room with this question on the page; the code."""
    page.get_by_role("radio", name=question).check()
    page.get_by_role("button", name="Open a room").click()
    expect(page.get_by_role("heading", level=1, name="Draw the curve")).to_be_visible()
    (code,) = re.findall(r"[?&]code=([A-Z]{5})", page.url)
    return code


def draw(page: Page, heights: list[float]) -> None:
    """Draw a line over the plot of a student's page, through heights from 0 (bottom) to 1."""
    box = box_of(page.get_by_test_id("guess").locator(".canvas"))
    xs = np.linspace(box["x"] + 44, box["x"] + box["width"] - 14, len(heights))
    ys = box["y"] + box["height"] * (0.9 - 0.8 * np.array(heights))
    page.mouse.move(xs[0], ys[0])
    page.mouse.down()
    for x, y in zip(xs, ys, strict=True):
        page.mouse.move(x, y, steps=4)
    page.mouse.up()
    expect(page.get_by_text("Your guess has arrived.")).to_be_visible()


def heard_of(page: Page) -> tuple[list[str], list[object]]:
    """What a page will ask of rooms by name, and the messages of its Streamlit session, from now on."""
    asked: list[str] = []
    frames: list[object] = []
    page.on("request", lambda request: "/rooms/" in request.url and asked.append(request.url.rpartition("/")[2]))
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(frame)))
    return asked, frames


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


def test_a_whole_class(open_page: OpenPage, server: Server) -> None:
    expected = Expected()
    lecturer = open_page(f"/room?{permalink.encode(FIVE_POINTS)}")
    code = opened_room(lecturer, "Draw the curve")
    assert not SECRET.search(lecturer.url)
    wall = open_page(f"/room?code={code}&view=projector")
    phone, laptop = open_page(f"/room?code={code}", phone=True), open_page("/room", dark=True)
    laptop.get_by_label("Code of the room").fill(code.lower())
    laptop.get_by_role("button", name="Join").click()
    students = Students(server.url, code, SCRIPTED)
    shown = wall.locator(".standing")
    first = expected.draws(SCRIPTED, seed=1, spread=1.5)
    students.guess(expected.draws(SCRIPTED, seed=3, spread=1.5))
    students.guess(first)  # they change their minds
    draw(phone, [0.2, 0.8, 0.7, 0.5, 0.3, 0.6, 0.9])
    draw(laptop, [0.5, 0.5, 0.9, 0.1, 0.5, 0.5, 0.5])
    expect(shown).to_have_text(f"Round 1 · {CLASS} guesses · open · {CLASS} people")
    expect(wall.locator(".guesses path")).to_have_count(CLASS)
    expect(wall.locator(".answer").first).to_have_css("opacity", "0")
    assert ask(f"{server.url}/rooms/{code}/state")["answered"] is None

    asked, frames = heard_of(phone)
    phone.reload()
    expect(phone.get_by_text("Your guess has arrived.")).to_be_visible()
    lecturer.get_by_role("button", name="Freeze the guesses").first.click()
    expect(phone.get_by_text("The guesses are closed. Yours is in.")).to_be_visible()
    assert asked.count("events") == 1
    run = len(frames)
    assert students.refusals(first) == [409] * SCRIPTED
    lecturer.get_by_role("button", name="Take a snapshot").click()
    lecturer.get_by_role("button", name="Second round").click()
    expect(phone.get_by_text("Second round: guess once more.")).to_be_visible()
    students.guess(expected.draws(SCRIPTED, seed=2, spread=0.8), round_number=2)
    draw(phone, [0.3, 0.8, 0.8, 0.5, 0.4, 0.6, 0.8])
    expect(shown).to_have_text(f"Round 2 · {CLASS - 1} guesses · open · {CLASS} people")

    lecturer.keyboard.press("PageDown")
    expect(shown).to_contain_text("closed")
    expect(lecturer.locator(".forward")).to_have_text("Reveal the answer")
    lecturer.keyboard.press("PageDown")
    expect(shown).to_contain_text("revealed")
    expect(laptop.get_by_text("This is the answer, beside your guess of the first round.")).to_be_visible()
    assert asked.count("events") == 1  # one stream in a tab; what happened since came through it, and by no run
    assert ("state" in asked, len(frames)) == (False, run)
    for page in (lecturer, wall, phone, laptop):
        assert faults(page) == []
    state = ask(f"{server.url}/rooms/{code}/state")
    assert_wall(wall, state, expected)
    assert_student(phone, state, expected)
    with lecturer.expect_download() as download:
        lecturer.get_by_role("button", name="Export as CSV").click()
    assert_table(download.value.path().read_text(encoding="utf-8"), expected)
    assert_snapshot(lecturer, state)
    lecturer.get_by_role("button", name="End the room").click()
    lecturer.get_by_role("group", name="End the room").get_by_role("button", name="End the room").click()
    expect(phone.get_by_text("This room has ended.").first).to_be_visible()


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


def test_a_room_that_is_not_there_says_so_in_words(open_page: OpenPage, errors: list[str]) -> None:
    page = open_page("/room?code=QQQQQ")
    expect(page.get_by_role("heading", level=1, name="Join a room")).to_be_visible()
    fault = page.locator("#room-fault")
    expect(fault).to_contain_text("There is no room with this code")
    errors[:] = [error for error in errors if "QQQQQ/join" not in error]  # a browser notes each refusal
    field = page.get_by_label("Code of the room")
    expect_equal(page, field.input_value, "QQQQQ")
    field.fill("k0")
    page.get_by_role("button", name="Join").click()
    expect(fault).to_have_text("A code never has 0. Look at the screen again.")
    expect(field).to_be_focused()
