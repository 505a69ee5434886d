"""The prior that the browser redraws from, as a file of our server: it follows the first picture, and is kept."""

import hashlib
from pathlib import Path
from types import SimpleNamespace

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import ntkcore
from explorer.grid.prior import packed_prior
from explorer.scene.scene import Scene
from explorer.ui import files
from ntkcore.architecture import Architecture
from ntkcore.cache import cached

_WAITING = 64  # requests, each of which takes up to some tenths of a second
_one_at_a_time = CapacityLimiter(1)
_open = SimpleNamespace(requests=0)  # that are not answered yet


def route() -> Route:
    """Where a server hands priors out."""
    return Route(files.route_path("prior/{edition}/{name}"), _answer)


def address(network: Architecture, seed: int) -> str:
    """Where the browser finds it; '' if there is no server of ours."""
    return files.address(f"prior/{_edition()}/{_name(network, seed)}")


def _name(network: Architecture, seed: int) -> str:
    numbers = (network.hidden_layers, network.weight_std, network.bias_std, seed)
    return ",".join([str(network.activation), *map(repr, numbers)])


@cached(1)  # the code does not change while the process runs
def _edition() -> str:
    """Changes with the code that computes priors, since browsers keep what they have for good."""
    digest = hashlib.sha256()
    library, app = Path(ntkcore.__file__).parent, Path(__file__).resolve().parents[1]
    for path in sorted([*library.rglob("*.py"), *(app / "grid").glob("*.py"), *(app / "scene").glob("*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _read(name: str) -> tuple[Architecture, int]:
    """The network and seed of a name. Raises ValueError if it is not exactly what `_name` writes."""
    activation, layers, weight_std, bias_std, seed = name.split(",")
    network = Architecture(activation, int(layers), float(weight_std), float(bias_std))
    scene = Scene(network, seed=int(seed))  # checks the limits
    if _name(network, scene.seed) != name:
        raise ValueError(f"{name!r} is not the name of a prior.")
    return network, scene.seed


async def _answer(request: Request) -> Response:
    """One prior. They are computed one after the other, so that nobody can keep more than one core busy with them."""
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
