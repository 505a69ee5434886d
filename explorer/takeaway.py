"""Serves what can be taken away from a scene: the Share panel's content and files, made when they are asked for.

An address names the page and holds the whole link, so that every server of several gives the same answer.
"""

import gzip
import json
import re
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import NamedTuple
from urllib.parse import parse_qsl

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import explorer.studies.bounds.sections
import explorer.studies.eigenmodes.sections
import explorer.studies.finite_width.sections
import explorer.studies.images.sections
import explorer.studies.mode_cost.sections
import explorer.studies.prior.sections
import explorer.studies.puzzle.sections
import explorer.studies.room.fields
import explorer.studies.simplicity.sections
import explorer.studies.training.sections
from explorer import language
from explorer.export import csv_files, document, notebook, pages, qr, references
from explorer.export.sentence import describe
from explorer.export.taken import Taken
from explorer.scene import permalink
from explorer.studies.lessons import offline, walk
from explorer.studies.training.numbers import clock_file
from explorer.ui import compute, display, files, scene_file, settings, shelf
from explorer.ui.fields import Fields
from explorer.ui.packing import accepts_gzip

FIELDS: Mapping[str, Fields] = {
    "prior": explorer.studies.prior.sections.FIELDS,
    "eigenmodes": explorer.studies.eigenmodes.sections.FIELDS,
    "training": explorer.studies.training.sections.FIELDS,
    "simplicity": explorer.studies.simplicity.sections.FIELDS,
    "bounds": explorer.studies.bounds.sections.FIELDS,
    "finite_width": explorer.studies.finite_width.sections.FIELDS,
    "images": explorer.studies.images.sections.FIELDS,
    "mode_cost": explorer.studies.mode_cost.sections.FIELDS,
    "puzzle": explorer.studies.puzzle.sections.FIELDS,
    "room": explorer.studies.room.fields.FIELDS,
    "lessons": walk.fields(),
    "guide": {},
    "": {},
}
_FRONT = "playground"  # the name of the page at the root
# Keys of the query: where the browser found the app, and what a person wants above the scene in one HTML file.
_ADDRESS, _TITLE, _CAPTION = "address", "title", "caption"
_LONGEST = {_TITLE: 120, _CAPTION: 600}  # letters
phrase, _label = language.phrases_of("export"), language.phrases_of("ui")

_OF_FILES = {_ADDRESS, *_LONGEST}
_ORIGIN = re.compile(r"https?://[\w.:\[\]/~%-]{1,200}", re.ASCII)
_LEVEL = 5  # of packing: as fast as the numbers are made
_WAITING = 32  # most requests in the queue; each takes up to some tenths of a second
_one_at_a_time = CapacityLimiter(1)
_open = SimpleNamespace(requests=0)  # requests that are not answered yet


class Export(NamedTuple):
    """A file that can be downloaded: the key of its label, its media type and content."""

    key: str
    media_type: str
    make: Callable[[Taken], str]
    page: str | None = None  # the only one that offers it; None: all do


_CSV = "text/csv"
_PAGE = "scene.html"  # for people to read
FILES: Mapping[str, Export] = {
    "curves.csv": Export("curves", _CSV, csv_files.curves),
    "answers.csv": Export("answers", _CSV, csv_files.answers),
    "points.csv": Export("points", _CSV, csv_files.points),
    "spectrum.csv": Export("spectrum", _CSV, csv_files.spectrum),
    "clock.csv": Export("clock", _CSV, clock_file.write, "training"),
    "kernel.csv": Export("kernel", _CSV, csv_files.kernel),
    "scene.json": Export("everything", "application/json", document.write),
    "script.py": Export("python", "text/x-python", pages.script),
    "notebook.ipynb": Export("notebook", "application/x-ipynb+json", notebook.write),
    "references.bib": Export("references", "application/x-bibtex", references.bibtex),
    _PAGE: Export("page", "text/html", lambda taken: scene_page(taken)),
}
# What pages ask for themselves, in the person's language: the Share panel's content, and the comment lines above a
# figure's numbers.
_ASIDE: Mapping[str, Export] = {
    "panel.json": Export("", "application/json", lambda taken: panel(taken)),
    "comments.txt": Export("", "text/plain", lambda taken: "\n".join(taken.comments(phrase("numbers"))) + "\n"),
}


def route() -> Route:
    """The route of all exports."""
    return Route(files.route_path("take/{page}/{name}"), _answer)


def panel(taken: Taken) -> str:
    """The content of the Share panel as JSON: a sentence, the QR code or why there is none, numbers and files."""
    try:
        code, why_not = qr.svg(taken.url), ""
    except ValueError as error:
        code, why_not = "", str(error)
    content = {
        "sentence": describe(taken.scene),
        "scene": permalink.encode(taken.scene),
        "qr": code,
        "why_not": why_not,
        "digits": _digits(taken),
        "files": [
            {"name": name, "label": _label(f"files.{export.key}")}
            for name, export in FILES.items()
            if export.page in (None, taken.page)
        ],
    }
    return json.dumps(content, ensure_ascii=False)


def scene_page(taken: Taken) -> str:
    """The scene as one HTML file in the language of the moment; at a step of a lesson of the list, with all lessons."""
    taught = taken.settings.get("lesson") in shelf.lessons()
    return scene_file.write(taken, offline.lessons() if taught and taken.page == "lessons" else None)


def _digits(taken: Taken) -> list[tuple[str, str]]:
    """The numbers on screen with all digits as they were computed, per unit of the person's y."""
    view, scene = taken.view, taken.scene
    shift = scene.y_axis.log_density_shift
    rows = [
        (f"log p({answer.name})", f"{answer.log_p + group.free * shift!r}")
        for group in view.groups
        for answer in group.answers
    ]
    evidence = view.log_evidence + len(scene.dataset.y) * shift
    return [*rows, (phrase("digits.data"), f"{evidence!r}"), (phrase("digits.condition"), f"{float(view.condition)!r}")]


def taken_from(page: str, query: Mapping[str, str]) -> Taken:
    """The scene, page and settings of an address. Raises KeyError for a page that there is not."""
    page = "" if page == _FRONT else page
    fields = FIELDS[page]
    address = query.get(_ADDRESS, "")
    title, caption = (" ".join(query.get(key, "").split())[:longest] for key, longest in _LONGEST.items())
    kept = {key: query[key] for key in query if key not in _OF_FILES and not key.startswith("embed")}
    scene, _ = permalink.decode({key: value for key, value in kept.items() if key not in fields})
    chosen = settings.read(fields, kept)
    changed = {key: value for key, value in chosen.items() if value != fields[key].default}
    return Taken(
        scene,
        page,
        chosen,
        settings.joined(permalink.encode(scene), changed | _appearance(kept)),
        address=address.rstrip("/") if _ORIGIN.fullmatch(address) else "",
        title=title,
        caption=caption,
        solve=compute.view,
    )


def _appearance(query: Mapping[str, str]) -> dict[str, str]:
    """The keys of a link that tell how its page looks: locked and hidden controls, and the view for a projector."""
    view = {"view": "present"} if query.get("view") == "present" else {}
    return display.read(query, (), []).pairs | view


async def _answer(request: Request) -> Response:
    """Answer with the panel's content or a file. One is made at a time, so that they keep at most one core busy."""
    page, name = request.path_params["page"], request.path_params["name"]
    query = dict(parse_qsl(request.url.query, keep_blank_values=True))
    try:
        taken = taken_from(page, query)
    except KeyError:
        return files.missing("There is no such page.")
    export = FILES.get(name) or _ASIDE.get(name)
    if export is None:
        return files.missing("There is no such file.")
    if _open.requests >= _WAITING:
        headers = {"Cache-Control": "no-store", "Retry-After": "5"}
        return Response("Too many requests are waiting. Try again in a few seconds.", 503, headers, "text/plain")
    _open.requests += 1
    wished = language.choose(query.get("lang", ""), request.headers.get("accept-language", ""))
    chosen = wished if name == _PAGE or name in _ASIDE else language.ENGLISH  # scripts and tables are in English
    packs = accepts_gzip(request.headers.get("accept-encoding", ""))
    try:
        content = await anyio.to_thread.run_sync(_made, export.make, taken, packs, chosen, limiter=_one_at_a_time)
    finally:
        _open.requests -= 1
    return _response(name, export.media_type, content, packs)


def _made(make: Callable[[Taken], str], taken: Taken, packs: bool, chosen: str) -> bytes:
    with language.read_in(chosen):
        content = make(taken).encode()
    return gzip.compress(content, _LEVEL) if packs else content


def _response(name: str, media_type: str, content: bytes, packed: bool) -> Response:
    varies = "Accept-Encoding, Accept-Language"
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Vary": varies}
    if packed:
        headers["Content-Encoding"] = "gzip"
    if name in FILES:
        headers["Content-Disposition"] = f'attachment; filename="ntk-{name}"'
    return Response(content, headers=headers, media_type=media_type)
