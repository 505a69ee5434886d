"""Write tests/js/file.json: links and normals of Python against which those of a page in one HTML file are held.

Run with `python -m scripts.write_file_cases`.
"""

import json
import math
import random
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from explorer.grid.normals import packed_normals
from explorer.scene import permalink
from explorer.scene.limits import ACTIVATIONS
from explorer.scene.scene import PRESETS, Candidate, Dataset, Pin, Root, Scene
from explorer.scene.units import Axis
from explorer.scene.window import snap
from explorer.ui import chart, scene_file
from ntkcore.architecture import Architecture
from ntkcore.choices import Distribution, Norm, Skip

FILE = Path(__file__).parents[1] / "tests" / "js" / "file.json"
SEEDS = (0, 1, 7, 2**31 - 1)
EVERY = 29  # of the 3650 normals of a seed
RANDOM_SCENES = 60
DAMAGED = (
    "",
    "?",
    "v=3",
    "?v=3&layers=2",
    "v=1",
    "v=2&noise=0.1",
    "v=9&weights=1.7",
    "v=two&bias=1",
    "layers=3",
    "utm_source=mail",
    "lock=noise&hide=seed&view=present&embed=true",
    "v=3&unheard=1",
    "v=3&pin=same",
    "pin=same",
    "v=3&pin=",
    "v=3&layers=3&noise=0.1&pin=layers%3D2%26noise%3D0",
    "v=1&pin=prior%3Dnngp%26beside%3D1",
    "v=3&pin=beside%3D2%26points%3D0,0;9,9%26layers%3Dtwo",
    "v=3&pin=seed%3D3",
    "v=3&layers=2.5",
    "v=3&layers=3.5",
    "v=3&layers=-4",
    "v=3&layers=inf",
    "v=3&layers=nan",
    "v=3&layers=1_0",
    "v=3&layers=0x10",
    "v=3&weights=1e-3",
    "v=3&weights=+1.5",
    "v=3&weights=.5",
    "v=3&weights=2.",
    "v=3&weights=%201.5%20",
    "v=3&weights=1,5",
    "v=3&bias=infinity",
    "v=3&bias=-Infinity",
    "v=3&time=1e-7",
    "v=3&time=1e22",
    "v=3&time=123456789012345678",
    "v=3&time=-1",
    "v=3&time=INF",
    "v=3&noise=0.0001",
    "v=3&noise=7",
    "v=3&activation=GELU",
    "v=3&activation=%20erf%20",
    "v=3&activation=tanh",
    "v=3&skip=scaled&normed=layer&pin=skip%3Dnone%26normed%3Dnone",
    "v=3&skip=half&normed=1",
    "v=3&prior=NNGP",
    "v=3&prior=",
    "v=3&seed=3&seed=4",
    "v=3&seed=99999999999",
    "v=3&root=symmetric",
    "v=3&root=cubic",
    "v=3&slice=0.125",
    "v=3&slice=-0.375",
    "v=3&slice=9",
    "v=3&points=",
    "v=3&points=0,0;0.5,1",
    "v=3&points=0.125,0.375;-0.625,-0.875;0.005,-0.005",
    "v=3&points=1,2,3;4;x,y;0.1,0.2;;",
    "v=3&points=9,9;-9,-9;nan,1;inf,0",
    "v=3&points=" + ";".join(f"{i / 50:g},0.1" for i in range(-35, 35)),
    "v=3&ask=",
    "v=3&ask=A:0.1,0.2~A:0.3,0.4~B:0.3,0.1;-0.2,0.4",
    "v=3&ask=A:0.1,0.2;0.1,0.9~:0.1,0.2~toolongname123456789:0,0~a-b:0,1~_:0,1~C D:0,0",
    "v=3&ask=A~B:~C:x~D:0,0",
    "v=3&ask=" + "~".join(f"n{i}:0.{i},0" for i in range(30)),
    "v=3&ask=A:" + ";".join(f"{i / 10:g},0" for i in range(12)),
    "v=3&xaxis=0.5,2,time+(s)&yaxis=2,-1.5,dist+(ft)",
    "v=3&xaxis=0,1,x",
    "v=3&xaxis=1e400,5",
    "v=3&yaxis=1e-5,1e20,%C3%A4+b++c%00d%E2%80%A8e",
    "v=3&yaxis=0.1,0.3,a,b,c",
    "v=3&xaxis=2",
    "v=3&xaxis=1e16,123456789.125," + "n" * 50,
    "v=3&points=0%2C0%3B0.5%2C1&ask=A%3A0%2C1",
    "v=3&weights=%FF",
    "v=3&seed=5&" + "x" * 17_000,
)


def main() -> None:
    """Write the cases."""
    FILE.write_text(json.dumps(cases(), separators=(",", ":"), allow_nan=False) + "\n", encoding="utf-8")


def cases() -> dict[str, Any]:
    """The rules of links, links with what Python reads in them, and some of the normals of some seeds."""
    queries = [*DAMAGED, *map(permalink.encode, scenes())]
    return {
        "rules": scene_file.rules(),
        "links": [_case(query) for query in queries],
        "normals": [{"seed": seed, "every": EVERY, "values": _normals(seed)} for seed in SEEDS],
    }


def _case(query: str) -> dict[str, Any]:
    scene, problems = permalink.decode(query)
    return {"query": query, "entry": chart.entry(scene), "mended": bool(problems), "link": permalink.encode(scene)}


def _normals(seed: int) -> list[float]:
    return np.frombuffer(packed_normals(seed)[4:], "<f4")[::EVERY].astype(float).tolist()


def scenes() -> list[Scene]:
    """Every example, and scenes that are drawn at random; each pinned to the next one, too."""
    draw = random.Random(11)
    alone = [*(Scene().with_preset(name) for name in PRESETS), *(_scene(draw) for _ in range(RANDOM_SCENES))]
    pairs = enumerate(pairwise(alone))
    return [*alone, *(replace(scene, pin=Pin.of(other, beside=k % 2 == 0)) for k, (other, scene) in pairs)]


def _scene(draw: random.Random) -> Scene:
    def coordinate(end: float) -> float:
        return snap(draw.uniform(-end, end))

    points = [(coordinate(1.5), coordinate(3.0)) for _ in range(draw.randrange(6))]
    inputs = tuple({coordinate(1.5) for _ in range(draw.randint(1, 3))})
    asked = tuple(
        Candidate(name, inputs, tuple(coordinate(3.0) for _ in inputs)) for name in "AB C"[: draw.randrange(3)]
    )
    network = Architecture(
        draw.choice(ACTIVATIONS), draw.randint(1, 32), draw.uniform(0.1, 3.0), round(draw.uniform(0.0, 3.0), 2)
    )
    network = replace(network, skip=draw.choice([*Skip]), norm=draw.choice([*Norm]))
    scene = Scene(network, Dataset(tuple(x for x, _ in points), tuple(y for _, y in points)), asked)
    axis = Axis(10 ** draw.uniform(-9, 9), draw.uniform(-1e6, 1e6), draw.choice(("", "time (s)", "é & ~ + % ; 'x'!*")))
    return replace(
        scene,
        prior=draw.choice(list(Distribution)),
        noise_std=draw.choice((0.0, 0.1, draw.uniform(0.0, 1.0), 1e-5)),
        time=draw.choice((0.0, 3.16, 10 ** draw.uniform(-7, 20), math.inf)),
        slice_x=coordinate(1.5),
        seed=draw.choice((0, 1, 2**31 - 1)),
        root=draw.choice(list(Root)),
        x_axis=draw.choice((Axis(), axis)),
        y_axis=draw.choice((Axis(), axis)),
    )


if __name__ == "__main__":
    main()
