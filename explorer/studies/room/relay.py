"""Answers the requests of a room's page that come through its component, where the server has no routes for them."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from explorer.rooms import service
from explorer.rooms.errors import RoomError
from explorer.rooms.limits import Asker

_PATH = re.compile(r"/(?P<code>[^/]{1,16})/(?P<what>join|state|guess|act|table\.csv)")
_UNREADABLE = "The page has sent what no room understands. Reload it."


def answer(request: Mapping[str, Any], asker: Asker) -> dict[str, Any]:
    """The reply to `{id, method, path, bearer, body}` as the routes would give it: `{id, status, body}`.

    The server knows the `asker`'s address and which session it is.
    """
    reply = {"id": request.get("id")}
    try:
        body = _body(request, asker)
    except RoomError as error:
        return reply | {"status": error.status, "body": error.told()}
    return reply | {"status": 204 if body is None else 200, "body": body}


def _body(request: Mapping[str, Any], asker: Asker) -> Any:
    """The content of the answer, None if there is nothing new. Raises RoomError."""
    split = urlsplit(str(request.get("path", "")))
    bearer, data = str(request.get("bearer", "")), request.get("body")
    if not split.path:
        return service.open_room(data, asker)
    match = _PATH.fullmatch(split.path)
    if match is None:
        raise RoomError("wrong", _UNREADABLE)
    code = match["code"]
    match match["what"]:
        case "join":
            return service.join(code, asker)
        case "state":
            return service.state(code, bearer, _number(split.query, "after"), asker)
        case "guess":
            return service.guess(code, bearer, data, asker)
        case "act":
            return service.act(code, bearer, data, asker)
    return service.table(code, bearer, max(0, _number(split.query, "snapshot")), asker)


def _number(query: str, name: str) -> int:
    """The whole number of this name in the query, −1 if there is none."""
    text = dict(parse_qsl(query)).get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else -1
