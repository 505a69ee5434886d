"""Serves the prior that the browser redraws from, as a file that arrives after the first picture and is cached."""

import hashlib
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import ntkcore
from explorer.grid.packed import packed_prior
from explorer.scene.scene import Scene
from explorer.ui import files
from ntkcore.architecture import Architecture
from ntkcore.cache import cached

_WAITING = 64  # most requests in the queue; each takes up to some tenths of a second
_one_at_a_time = CapacityLimiter(1)
_open = SimpleNamespace(requests=0)  # requests that are not answered yet


def route() -> Route:
    """The route at which a server serves priors."""
    return Route(files.route_path("prior/{edition}/{name}"), _answer)


def address(network: Architecture, seed: int) -> str:
    """The address of a network's prior; '' without a server of ours."""
    return files.address(f"prior/{_edition()}/{_name(network, seed)}")


def _name(network: Architecture, seed: int) -> str:
    values = [getattr(network, field.name) for field in fields(network)]
    return ",".join([*(str(value) if isinstance(value, str) else repr(value) for value in values), repr(seed)])


@cached(1)  # the code does not change while the process runs
def _edition() -> str:
    """A digest of the code that computes priors. A change of it changes addresses, because browsers cache for ever."""
    digest = hashlib.sha256()
    library, app = Path(ntkcore.__file__).parent, Path(__file__).resolve().parents[1]
    for path in sorted([*library.rglob("*.py"), *(app / "grid").glob("*.py"), *(app / "scene").glob("*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _read(name: str) -> tuple[Architecture, int]:
    """The network and seed that `_name` wrote as `name`. Raises ValueError for any other text."""
    activation, layers, weight_std, bias_std, seed = name.split(",")
    network = Architecture(activation, int(layers), float(weight_std), float(bias_std))
    scene = Scene(network, seed=int(seed))  # checks the limits
    if _name(network, scene.seed) != name:
        raise ValueError(f"{name!r} is not the name of a prior.")
    return network, scene.seed


async def _answer(request: Request) -> Response:
    """Answer with one prior. Priors are computed one at a time, so that requests keep at most one core busy."""
    edition, name = request.path_params["edition"], request.path_params["name"]
    try:
        network, seed = _read(name)
    except ValueError:
        return files.missing("There is no such prior.")
    if edition != _edition():
        return files.missing("This address comes from another version of the app. Reload the page.")
    if _open.requests >= _WAITING:
        return Response(
            "Too many requests are waiting. Try again in a few seconds.",
            503,
            {"Cache-Control": "no-store", "Retry-After": "5"},
            "text/plain",
        )
    _open.requests += 1
    try:
        content = await anyio.to_thread.run_sync(packed_prior, network, seed, limiter=_one_at_a_time)
    finally:
        _open.requests -= 1
    tag = f"{edition}-{name.replace(',', '-')}"
    return files.kept_for_good(request, content, "application/octet-stream", tag)
