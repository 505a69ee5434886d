"""From page to page: every control that mirrors the scene or a setting shows it, on the first run there and later."""

from itertools import permutations
from urllib.parse import parse_qsl

import pytest

from explorer.scene import permalink
from explorer.ui.page import PAGES
from explorer.ui.session import Session
from tests.app.visitor import Visitor, edit

SCENE = "layers=5&weights=1.7&bias=1&activation=gelu&skip=scaled&normed=layer&prior=ensemble&time=10&noise=0.07"
# For each page settings off their defaults; a page with several sections is tried with more than one.
SETTINGS = {
    "app.py": ("",),
    "pages/lessons.py": ("lesson=similarity&step=2",),
    "pages/prior.py": (
        "width=100",
        "show=kernel&at=0.4&measure=cosine&a=0.3&b=1.2",
        "show=evidence&evidence=ntk&term=fit",
    ),
    "pages/eigenmodes.py": (
        "inputs=cube&bits=7&kernel=nngp&axes=log",
        "part=symmetry&moved=0.4&one=7&gaps=0.5",
        "part=modes&mode=9&kept=2",
        "part=order&t=100",
    ),
    "pages/training.py": ("width=64&nets=8&steps=100&rate=0.4&alpha=10&model=linearised&start=subtracted",),
    "pages/simplicity.py": ("table=0110",),
    "pages/bounds.py": ("target=xor&cube=5&flips=0.1&sample=3&m=20&delta=0.1&wrong=0.2&shuffle=4",),
    "pages/finite_width.py": (
        "a=0.3&b=1.2",
        "show=drawn&wide=64&at=0.5",
        "show=learning&taylor=64&taylor_alpha=2&taylor_time=10&shift=32&shift_pairs=16",
        "show=rich&rich_a=8&rich_n=64&rich_k=1",
        "show=posterior&post=scene&post_s=0.5&post_k=1000&move_b=and&move_a=1&move_k=2",
    ),
    "pages/images.py": (
        "digit=3&right=-2&down=1&other_b=7&phi=gelu&deep=1&std_w=1.7&by=nngp",
        "show=pooling&window=3&moved=2&shown=100",
    ),
    "pages/mode_cost.py": (
        "dim=6&kernel=nngp&goal=majority&n=12&ridge=0.1&sigma=0.3&repeat=again&draws=1000",
        "data=digits&image=even&n=50",
    ),
    "pages/puzzle.py": ("guess=1.5&at=0.5&mistake=nngp&width=1024&small=0.5&how=10",),
    "pages/room.py": ("code=KRMVT", "lesson=similarity&step=2"),
    "pages/guide.py": ("",),
}
WITHOUT_A_NETWORK = ("lessons", "images", "puzzle", "room", "guide")
CASES = [(page, settings, other) for page, other in permutations(SETTINGS, 2) for settings in SETTINGS[page]]


def mirrored(visitor):
    """What each control shows that mirrors the scene or a setting of the page, and what it should show."""
    network = visitor.scene.architecture
    settings = visitor.session.pages[visitor.session.page].values
    shown, wanted = {}, {}
    for control in visitor.inputs:
        name = control.name
        if control.data["scene"]:
            wanted[name] = getattr(visitor.scene if hasattr(visitor.scene, name) else network, name)
        else:
            wanted[name] = settings[name]
        shown[name] = control.value
    return shown, wanted


def assert_mirrors(visitor, least=0):
    shown, wanted = mirrored(visitor)
    assert shown == wanted
    assert len(shown) >= least


def test_all_pages_are_tried():
    assert list(SETTINGS) == [path for path, _, _ in PAGES]


@pytest.mark.sample(12)
@pytest.mark.parametrize(("page", "settings", "other"), CASES)
def test_widgets_show_scene_and_settings_after_every_change_of_page(page, settings, other):
    visitor = Visitor(f"{SCENE}&{settings}", page)
    scene, link = visitor.scene, visitor.link
    assert scene == permalink.decode(SCENE)[0]
    assert not visitor.app.text
    assert set(parse_qsl(settings)) <= set(parse_qsl(link))
    least = len(mirrored(visitor)[0])
    for _ in range(2):
        assert_mirrors(visitor, least)
        visitor.go(other)
        assert_mirrors(visitor)
        visitor.go(page)
    assert_mirrors(visitor, least)
    assert (visitor.scene, visitor.link) == (scene, link)


@pytest.mark.parametrize(
    "page",
    [path for path in SETTINGS if path not in ("app.py", *(f"pages/{name}.py" for name in WITHOUT_A_NETWORK))],
)
def test_a_step_after_two_changes_of_page_starts_from_the_scene(page):
    visitor = Visitor(SCENE)
    visitor.go(page)
    visitor.go("app.py")
    visitor.go(page)
    assert visitor.controls["hidden_layers"].value == 5
    visitor.set("hidden_layers", 6)
    assert visitor.scene.architecture.hidden_layers == 6
    visitor.go("app.py")
    assert_mirrors(visitor)


def test_whatever_is_kept_besides_widgets_is_in_the_one_session():
    visitor = Visitor()
    visitor.send(edit(1, visitor.scene, slice_x=0.3))
    for page in (*SETTINGS, "app.py"):
        visitor.go(page)
        state = visitor.app.session_state._state._state
        widgets = set(state._key_id_mapper._key_id_mapping)
        assert set(state.filtered_state) - widgets == {"session"}, page
        assert isinstance(visitor.session, Session)
