"""Serves the normals of a seed, from which the browser draws sample functions, as files that are cached."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from explorer.grid.normals import packed_normals
from explorer.scene.limits import check_limit
from explorer.ui import files
from ntkcore.cache import cached


def route() -> Route:
    """The route at which a server serves normals."""
    return Route(files.route_path("noise/{edition}/{seed}"), _answer)


def address() -> str:
    """The address of normals, to be followed by the seed; '' without a server of ours."""
    return files.address(f"noise/{_edition()}/")


@cached(1)  # the generator does not change while the process runs
def _edition() -> str:
    """A digest of some normals: a generator that draws others changes addresses, because browsers cache for ever."""
    return hashlib.sha256(packed_normals(0)).hexdigest()[:12]


def _answer(request: Request) -> Response:
    edition, text = request.path_params["edition"], request.path_params["seed"]
    try:
        seed = check_limit("seed", int(text))
    except ValueError:
        return files.missing("There is no such seed.")
    if str(seed) != text:
        return files.missing("There is no such seed.")
    if edition != _edition():
        return files.missing("This address comes from another version of the app. Reload the page.")
    content = packed_normals(int(seed))
    return files.kept_for_good(request, content, "application/octet-stream", f"{edition}-{seed}")
