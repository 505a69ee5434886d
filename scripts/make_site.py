"""Write a static site into build/site: the Playground in one file, and a gallery of scenes that open in it.

Run with `make site`, or `python -m scripts.make_site https://where.the.app.is` so that pages link to the app.
"""

import base64
import hashlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import NamedTuple

import numpy as np

from explorer.export.sentence import describe
from explorer.export.taken import Taken
from explorer.grid.view import explore
from explorer.scene import permalink
from explorer.scene.limits import LIMITS
from explorer.scene.scene import PRESETS, Candidate, Dataset, Scene
from explorer.scene.units import Axis
from explorer.scene.window import snap
from explorer.studies.lessons import offline
from explorer.ui import assets, lead, scene_file, shelf
from ntkcore.architecture import Architecture
from ntkcore.choices import Distribution

FOLDER = Path(__file__).parents[1] / "build" / "site"
PLAYGROUND = "playground.html"
LESSONS = "lessons.html"
WIDTH, HEIGHT = 240, 120  # of a thumbnail
EVERY = 3  # inputs of the grid
OF_A_PRIOR = {Distribution.NNGP: "of-nngp", Distribution.NTK: "of-ntk"}  # classes of pictures, which have their colour
CARS = (4, 7, 10, 12, 15, 18, 20, 24), (2, 4, 18, 24, 26, 56, 48, 93)  # of the 1920s: speeds, distances to stop
INTRODUCTION = "What infinitely wide neural networks predict. Every picture opens as a page that you can play with."


class Exhibit(NamedTuple):
    """A scene of the gallery with its name."""

    name: str
    scene: Scene


def exhibits() -> Iterator[Exhibit]:
    """Yield the examples of the Playground under the first network, and scenes that show a property of networks."""
    for name in PRESETS:
        yield Exhibit(name.capitalize(), Scene().with_preset(name))
    gap = Scene().with_preset("gap")
    yield Exhibit("Random networks", replace(gap, prior=Distribution.NNGP))
    yield Exhibit("Early in training", replace(gap, time=0.01))
    yield Exhibit("The kernel as a prior", replace(gap, prior=Distribution.NTK))
    yield Exhibit("A deep network", replace(gap, architecture=Architecture("relu", 16, 1.41, 0.3)))
    yield Exhibit("A smooth network", replace(gap, architecture=Architecture("erf", 2, 2.0, 0.5)))
    yield Exhibit("A periodic network", replace(gap, architecture=Architecture("sin", 1, 3.0, 0.5)))
    noisy = Scene().with_preset("contradiction")
    yield Exhibit("Noise settles a contradiction", replace(noisy, noise_std=0.3))
    line = Dataset((-1.0, 0.0, 1.0), (-0.8, 0.1, 0.9))
    asked = (Candidate("A", (0.5,), (0.5,)), Candidate("B", (0.5,), (1.0,)))
    yield Exhibit("A linear network", Scene(Architecture("identity", 2, 1.0, 1.0), line, asked, noise_std=0.1))
    speed, distance = Axis(0.1, 14.5, "speed (mph)"), Axis(0.02, 60.0, "distance (ft)")
    x, y = (
        [snap(axis.to_window(value)) for value in values] for axis, values in zip((speed, distance), CARS, strict=True)
    )
    asked = (Candidate("A", (0.25,), (-0.6,)), Candidate("B", (0.25,), (0.2,)))
    data = Dataset(tuple(x), tuple(y))
    cars = Scene(dataset=data, candidates=asked, x_axis=speed, y_axis=distance, noise_std=0.2)
    yield Exhibit("Stopping distances of cars", cars)


def thumbnail(scene: Scene) -> str:
    """The mean, its band and the points of a scene as SVG; the colours are in the style sheet."""
    view = explore(scene)
    mean, std = view.mean[::EVERY], view.std[::EVERY]
    upper, lower = (_path(view.grid[::EVERY], mean + sign * std) for sign in (1, -1))
    dots = "".join(
        f'<circle class="dot" cx="{_across(x):.1f}" cy="{_down(y):.1f}" r="3.2"/>'
        for x, y in zip(scene.dataset.x, scene.dataset.y, strict=True)
    )
    band = f'<path class="band" d="M{"L".join([*upper, *reversed(lower)])}Z"/>'
    line = f'<path class="mean" d="M{"L".join(_path(view.grid[::EVERY], mean))}"/>'
    colours = OF_A_PRIOR.get(Distribution(scene.prior), "")
    head = f'<svg class="{colours}" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">'
    return f"{head}{band}{line}{dots}</svg>"


def _across(x: float) -> float:
    low, high, _ = LIMITS["x"]
    return (x - low) / (high - low) * WIDTH


def _down(y: float) -> float:
    low, high, _ = LIMITS["y"]
    return (high - y) / (high - low) * HEIGHT


def _path(x: np.ndarray, y: np.ndarray) -> list[str]:
    heights = np.clip(y, 2 * LIMITS["y"].low, 2 * LIMITS["y"].high)
    return [f"{_across(at):.1f} {_down(height):.1f}" for at, height in zip(x, heights, strict=True)]


def gallery(address: str) -> str:
    """The first page of the site; `address` of the app is '' if there is none."""
    styles = assets.theme() + assets.styles("gallery")
    digest = base64.b64encode(hashlib.sha256(styles.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    icon = base64.b64encode(assets.read("icon.svg").encode()).decode()
    cards = "\n".join(map(_card, exhibits()))
    app = f' <a href="{escape(address)}">Open the app</a>' if address else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="{INTRODUCTION}">
<meta property="og:title" content="NTK Explorer">
<meta property="og:description" content="{INTRODUCTION}">
<title>NTK Explorer</title>
<link rel="icon" href="data:image/svg+xml;base64,{icon}">
<style>{styles}</style>
</head>
<body class="ntk">
<header>
<h1>NTK Explorer</h1>
<p>{INTRODUCTION}</p>
<p><a class="main" href="{PLAYGROUND}">Open the Playground</a>\
<a href="{LESSONS}#{_first_step()}">Take the tour</a> <a href="{LESSONS}">Teach with it</a>{app}</p>
</header>
<main class="cards">
{cards}
</main>
</body>
</html>
"""


def _first_step() -> str:
    return f"lesson={next(iter(shelf.lessons()))}&amp;step=1"


def _card(exhibit: Exhibit) -> str:
    link = escape(f"{PLAYGROUND}#{permalink.encode(exhibit.scene)}")
    caption = f"<b>{escape(exhibit.name)}</b><span>{escape(describe(exhibit.scene))}</span>"
    return f'<a class="card" href="{link}">{thumbnail(exhibit.scene)}{caption}</a>'


def main(folder: Path = FOLDER, address: str = "") -> None:
    """Write the site into `folder`, and print what each file weighs."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {
        "index.html": gallery(address),
        PLAYGROUND: scene_file.write(Taken(Scene(), address=address, title=lead.title())),
        LESSONS: scene_file.write(Taken(Scene(), "lessons", address=address, title="NTK Explorer"), offline.lessons()),
    }
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
        print(f"{folder / name}: {len(text.encode()) / 1000:.0f} kB")


if __name__ == "__main__":
    main(address="".join(sys.argv[1:]).rstrip("/"))
