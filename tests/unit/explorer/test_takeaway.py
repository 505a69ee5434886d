"""The routes of the exports: every page's script gives the numbers on screen, and only what there is is served."""

import gzip
import json
from urllib.parse import parse_qsl

import pytest
from starlette.applications import Starlette

from explorer import takeaway
from explorer.grid.view import explore
from explorer.scene import permalink
from explorer.scene.scene import Dataset, Scene
from explorer.scene.versions import VERSION
from explorer.ui.packing import Packing
from explorer.ui.page import ADDRESSES
from ntkcore import Architecture
from tests.unit.explorer.ui.test_packing import Server

SCENE = Scene(Architecture("relu", 2, 1.5, 0.3), noise_std=0.1)
LINK = permalink.encode(SCENE)


@pytest.fixture
def server():
    asked = Server.__new__(Server)
    asked.app = Packing(Starlette(routes=[takeaway.route()]))
    return asked


@pytest.mark.parametrize("page", takeaway.FIELDS)
def test_a_page_has_every_file_and_the_panel(server, page):
    path = f"/ntk/take/{page or 'playground'}"
    query = f"{LINK}&address=http%3A%2F%2Flocalhost%3A8501"
    status, headers, body = server.ask(f"{path}/panel.json?{query}")
    content = json.loads(gzip.decompress(body))
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert content["sentence"].startswith("Five training points.")
    assert "<svg" in content["qr"]
    assert permalink.decode(content["scene"])[0].dataset.x
    offered = [name for name in takeaway.FILES if name != "clock.csv" or page == "training"]
    assert [file["name"] for file in content["files"]] == offered
    status, headers, body = server.ask(f"{path}/comments.txt?{query}", {})
    assert (status, headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert (
        body.decode().splitlines()[1:]
        == takeaway.csv_files.points(takeaway.taken_from(page or "playground", dict(parse_qsl(query)))).splitlines()[
            1 : len(body.decode().splitlines())
        ]
    )
    shown = {f"log p({answer.name})": answer.log_p for group in explore(SCENE).groups for answer in group.answers}
    assert {name: float(value) for name, value in content["digits"] if name in shown} == shown
    for name in takeaway.FILES.keys() - ({"kernel.csv"} if page else set()):
        status, headers, plain = server.ask(f"{path}/{name}?{query}", {})
        assert (status, headers["cache-control"]) == (200, "no-store")
        assert headers["content-disposition"] == f'attachment; filename="ntk-{name}"'
        assert "content-encoding" not in headers
        if name.endswith(("csv", "py")):
            assert f"# link = http://localhost:8501/{page}?{LINK}" in plain.decode()


@pytest.mark.parametrize("path", ["nowhere/panel.json", "playground/secrets.csv", "playground/", "prior/../server.py"])
def test_what_there_is_not_is_missing(server, path):
    assert server.ask(f"/ntk/take/{path}?v=2", {})[0] == 404


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "http://a b", "https://x.org/\n# scene = v=1", "http://" + "a" * 500]
)
def test_an_odd_address_is_left_out(address):
    taken = takeaway.taken_from("playground", {"v": str(VERSION), "address": address})
    assert taken.address == ""
    assert taken.url == f"?v={VERSION}"


def test_a_damaged_link_still_gives_files(server):
    status, _, body = server.ask("/ntk/take/prior/points.csv?points=NaN,1;0,9&show=nothing&a=x", {})
    assert status == 200
    assert f"# scene = v={VERSION}&".encode() in body


def test_too_many_requests_are_sent_away(server, monkeypatch):
    monkeypatch.setattr(takeaway._open, "requests", takeaway._WAITING)
    status, headers, _ = server.ask("/ntk/take/playground/points.csv?v=2", {})
    assert (status, headers["retry-after"]) == (503, "5")


def test_no_page_is_forgotten():
    assert set(takeaway.FIELDS) == set(ADDRESSES.values())


def test_a_scene_without_points_has_every_file():
    empty = Scene(dataset=Dataset(), candidates=())
    for page in takeaway.FIELDS:
        taken = takeaway.taken_from(page, {"v": str(VERSION), "points": "", "ask": ""})
        assert taken.scene == empty
        for name in takeaway.FILES.keys() - {"kernel.csv"}:
            assert takeaway.FILES[name].make(taken)


def test_a_link_keeps_how_its_page_looks():
    query = {"v": str(VERSION), "hide": "seed,noise", "lock": "weights", "view": "present", "embed": "true"}
    taken = takeaway.taken_from("playground", query)
    assert dict(parse_qsl(taken.link)) == {key: value for key, value in query.items() if key != "embed"}
    odd = takeaway.taken_from("playground", query | {"hide": "<b>", "view": "other"})
    assert dict(parse_qsl(odd.link)) == {"v": str(VERSION), "lock": "weights"}


@pytest.mark.parametrize(("query", "wish"), [("&lang=de", ""), ("", "de-DE,de;q=0.9")])
def test_a_german_gets_tables_and_scripts_in_english_and_what_people_read_in_german(server, query, wish):
    def asked(name: str, more: str = "", wishes: str = "") -> str:
        return server.ask(f"/ntk/take/lessons/{name}?{LINK}{more}", {"accept-language": wishes})[2].decode()

    for name in ("points.csv", "scene.json", "script.py", "notebook.ipynb"):
        assert asked(name, query, wish).replace("&lang=de", "").replace("lang=de", "") == asked(name)
    assert '<html lang="de">' in asked("scene.html", query, wish)
    panel = json.loads(asked("panel.json", query, wish))
    assert panel["sentence"].startswith("Fünf Trainingspunkte. Unendlich breite ReLU-Netze mit 2 verborgenen Schichten")
    assert {"name": "points.csv", "label": "Punkte"} in panel["files"]
    assert "time = inf  (Trainingszeit des Ensembles)" in asked("comments.txt", query, wish)
