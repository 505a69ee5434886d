"""Asks the routes of rooms without a network."""

import asyncio
import json
from typing import Any

from starlette.applications import Starlette

from explorer.rooms import routes

SCENE = {"scene": "v=3", "question": {"answer": "label", "inputs": [0.25]}}
JSON = {"content-type": "application/json"}


class Rooms:
    """The routes with a store in memory."""

    def __init__(self) -> None:
        self.app = Starlette(routes=routes.routes())

    def ask(self, method: str, path: str, data=None, bearer="", headers=JSON, address="10.0.0.1") -> Any:
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        return asyncio.run(self.answer(method, path, body, bearer, headers, address))

    async def answer(self, method, path, body, bearer, headers, address) -> Any:
        path, _, query = path.partition("?")
        given = headers | ({"authorization": f"Bearer {bearer}"} if bearer else {})
        raw = [(name.encode(), value.encode()) for name, value in ({"host": "ntk"} | given).items()]
        scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "http_version": "1.1"}
        scope |= {"query_string": query.encode(), "headers": raw, "scheme": "http", "root_path": ""}
        scope |= {"client": (address, 1), "server": ("ntk", 80)}
        pieces = [body[i : i + 4096] for i in range(0, len(body), 4096)] or [b""]
        sent, taken = [], 0

        async def receive():
            nonlocal taken
            taken += 1
            return {"type": "http.request", "body": pieces[taken - 1], "more_body": taken < len(pieces)}

        async def send(message):
            sent.append(message)

        await self.app(scope, receive, send)
        self.taken = taken
        text = b"".join(message.get("body", b"") for message in sent).decode()
        status = sent[0]["status"]
        return status, json.loads(text) if text.startswith("{") else text

    def open(self, data=SCENE):
        status, opened = self.ask("POST", "/rooms", data)
        assert status == 201, opened
        return f"/rooms/{opened['code']}", opened["secret"]

    def join(self, room: str) -> str:
        status, joined = self.ask("POST", f"{room}/join", {})
        assert status == 201
        return joined["token"]
