"""Presets, Clear, undo and redo show at once; the answer, whenever it comes, changes no place any more."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from explorer.scene.scene import Candidate, Dataset, Scene
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation, Distribution
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands, Shown, address
from tests.browser.outage import Line, painted, record
from tests.browser.waiting import at_rest, expect_equal, wait_for

SCENE = Scene(
    Architecture(Activation.RELU, 2, 1.4, 0.3),
    Dataset((-1.0, -0.2, 0.6), (1.0, -1.5, 0.5)),
    (Candidate("A", (0.25,), (0.5,)),),
    Distribution.NTK,
    slice_x=0.4,
)
# Presses a button, and returns what is painted in the frame after the next: the places.
PRESS = """async ([name, keys]) => {
    const root = [...document.querySelectorAll(".st-key-chart *")].find((node) => node.shadowRoot).shadowRoot;
    const press = () => root.querySelector(`[aria-label="${name}"], [data-preset="${name}"]`).click();
    const clear = () => [...root.querySelectorAll("button")].find((node) => node.textContent === "Clear").click();
    for (let i = 0; i < keys; i += 1) (name === "Clear" ? clear : press)();
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const places = (kind) => [...root.querySelectorAll(`[data-testid=${kind}]`)].map(
        (node) => [node.dataset.name ?? "", Number(node.dataset.x), Number(node.dataset.y)]);
    return [places("training-point"), places("candidate")];
}"""


class Player(Hands):
    """A person before a chart whose server's answers can be held back."""

    def __init__(self, page: Page, line: Line) -> None:
        super().__init__(page)
        self.line = line

    def press_at_once(self, name: str, times: int = 1) -> Shown:
        """Press a button that often within one frame; what is shown in the next."""
        points, labels = self.page.evaluate(PRESS, [name, times])
        candidates: dict[str, tuple[tuple[float, float], ...]] = {}
        for letter, x, y in labels:
            candidates[letter] = (*candidates.get(letter, ()), (x, y))
        return Shown(tuple((x, y) for _, x, y in points), candidates, self.shown().slice_x)

    def expect_settled(self, scene: Scene) -> None:
        """Let the answers come: they hold this scene, and no other was shown meanwhile."""
        record(self.page)
        before = self.shown()
        self.line.release_answers()
        self.expect_scene(scene)
        assert before == Shown.of(scene)
        assert len({str(state[2]) for state in painted(self.page)}) == 1


@pytest.fixture
def player(newcomers: OpenPage, no_errors: None) -> Iterator[Player]:
    page = newcomers()
    line = Line(page)
    page.goto(address(SCENE))
    yield Player(page, line)
    page.close()


def moved(y: float) -> Scene:
    return replace(SCENE, dataset=replace(SCENE.dataset, y=(1.0, y, 0.5)))


def edit_twice(player: Player) -> None:
    player.drag((-0.2, -1.5), (-0.2, 2.0))
    player.expect_scene(moved(2.0))
    player.drag((-0.2, 2.0), (-0.2, -2.5))
    player.expect_scene(moved(-2.5))


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", ["step", "two clusters"])
def test_a_preset_shows_at_once(player: Player, name: str) -> None:
    curve = player.curve()
    player.line.hold_answers()
    wanted = SCENE.with_preset(name)
    assert player.press_at_once(name) == Shown.of(wanted)
    assert player.curve() != curve
    player.expect_settled(wanted)
    player.line.hold_answers()
    assert player.press_at_once("Undo") == Shown.of(SCENE)
    player.expect_settled(SCENE)


def test_undo_redo_and_clear_show_at_once(player: Player) -> None:
    edit_twice(player)
    for name, scene in (("Undo", moved(2.0)), ("Undo", SCENE), ("Redo", moved(2.0))):
        player.line.hold_answers()
        assert player.press_at_once(name) == Shown.of(scene)
        player.expect_settled(scene)
    player.line.hold_answers()
    empty = replace(SCENE, dataset=Dataset(), candidates=())
    assert player.press_at_once("Clear") == Shown.of(empty)
    assert player.press_at_once("Undo") == Shown.of(moved(2.0))
    assert player.press_at_once("Redo") == Shown.of(empty)
    player.expect_settled(empty)


def test_many_undos_in_a_row(player: Player) -> None:
    scenes = [SCENE]
    for i in range(6):
        player.click(-1.3 + 0.3 * i, 2.5)
        player.settle()
        scenes.append(player.linked())
    player.line.hold_answers()
    assert player.press_at_once("Undo", 5) == Shown.of(scenes[1])
    assert player.press_at_once("Redo", 2) == Shown.of(scenes[3])
    player.expect_settled(scenes[3])
    assert player.press_at_once("Undo", 9) == Shown.of(SCENE)
    player.expect_settled(SCENE)
    expect(player.page.get_by_role("button", name="Undo")).to_have_attribute("aria-disabled", "true")


def test_more_undos_than_the_browser_knows_end_right(player: Player) -> None:
    for i in range(12):
        player.click(-1.4 + 0.24 * i, 2.5 if i % 2 else -2.5)
    player.settle()
    player.press_at_once("Undo", 12)
    player.expect_scene(SCENE)


def test_an_undo_of_a_setting_shows_at_once_and_the_sidebar_follows(player: Player) -> None:
    before = player.curve()
    player.slider("Hidden layers").press("ArrowRight")
    player.wait_for_link(lambda scene: scene.architecture.hidden_layers == 3, "3 layers")
    at_rest(player.page, player.curve)  # it eases
    player.drag((-0.2, -1.5), (-0.2, 2.0))
    player.settle()
    player.line.hold_answers()
    assert player.press_at_once("Undo", 2) == Shown.of(SCENE)
    wait_for(player.page, player.curve, lambda curve: curves_agree(curve, before))
    player.expect_settled(SCENE)
    expect(player.slider("Hidden layers")).to_have_value("2")


def test_undos_faster_than_the_sidebar_follows(player: Player) -> None:
    player.drag((-0.2, -1.5), (-0.2, 2.0))
    player.expect_scene(moved(2.0))
    player.slider("Hidden layers").press("ArrowRight")
    player.expect_scene(replace(moved(2.0), architecture=replace(SCENE.architecture, hidden_layers=3)))
    player.line.hold_answers()
    player.press_at_once("Undo")
    player.page.wait_for_timeout(1000)  # the answer is on its way; the slider still shows 3, and is sent along
    player.press_at_once("Undo")
    player.page.wait_for_timeout(500)
    player.expect_settled(SCENE)
    expect(player.slider("Hidden layers")).to_have_value("2")
    player.slider("Hidden layers").press("ArrowRight")
    player.expect_scene(replace(SCENE, architecture=replace(SCENE.architecture, hidden_layers=3)))


def curves_agree(first: str, second: str) -> bool:
    """To half a pixel: one was drawn from the server's numbers, one from the browser's."""
    pairs = [[float(number) for number in path.strip("M").replace("L", " ").split()] for path in (first, second)]
    return max(abs(a - b) for a, b in zip(*pairs, strict=True)) < 0.5


def test_a_preset_and_then_a_drag(player: Player) -> None:
    wanted = SCENE.with_preset("step")
    (x, y), dataset = Shown.of(wanted).points[0], wanted.dataset
    player.line.hold_answers()
    player.press_at_once("step")
    player.drag((x, y), (x, 2.0))
    player.expect_settled(replace(wanted, dataset=replace(dataset, y=(2.0, *dataset.y[1:]))))
    player.press("Undo")
    player.expect_scene(wanted)


def test_an_answer_to_an_undo_in_the_middle_of_a_drag(player: Player) -> None:
    edit_twice(player)
    player.line.hold_answers()
    player.press_at_once("Undo")
    player.hold((0.6, 0.5))
    player.carry((0.6, 1.5))
    player.line.release_answers()
    player.page.wait_for_timeout(800)
    player.carry((0.6, 2.5))
    player.page.mouse.up()
    player.expect_scene(replace(moved(2.0), dataset=Dataset((-1.0, -0.2, 0.6), (1.0, 2.0, 2.5))))
    player.press("Undo")
    player.expect_scene(moved(2.0))


def test_an_undo_in_the_middle_of_a_drag_takes_the_drag_back(player: Player) -> None:
    edit_twice(player)
    player.hold((0.6, 0.5))
    player.carry((0.6, 1.5))
    player.page.keyboard.press("Control+z")
    expect_equal(player.page, player.shown, Shown.of(moved(-2.5)))
    player.page.mouse.up()
    player.expect_scene(moved(-2.5))


def test_undo_where_there_is_nothing_to_undo(player: Player) -> None:
    player.page.keyboard.press("Control+z")
    player.page.keyboard.press("Control+Shift+z")
    player.expect_scene(SCENE)
    empty = replace(SCENE, dataset=Dataset(), candidates=())
    player.press_at_once("Clear")
    player.expect_scene(empty)
    assert player.press_at_once("Undo", 3) == Shown.of(SCENE)
    player.expect_scene(SCENE)


def test_a_nudge_under_way_is_what_an_undo_takes_back(player: Player) -> None:
    player.tab_to("point 2")
    player.page.keyboard.press("Shift+ArrowUp")
    player.page.keyboard.press("Control+z")
    expect_equal(player.page, player.shown, Shown.of(SCENE))
    player.expect_scene(SCENE)
    player.page.keyboard.press("Control+y")
    player.expect_scene(replace(SCENE, dataset=Dataset((-1.0, -0.2, 0.6), (1.0, -1.5, 0.6))))
