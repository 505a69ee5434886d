"""Students who are programs: they join a room and guess by the same requests as a browser."""

import json
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.error import HTTPError

SECONDS = 20


def ask(url: str, bearer: str = "", body: object = None) -> Any:
    """The JSON of an answer. Raises HTTPError for a refusal."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
    data = None if body is None else json.dumps(body).encode()
    with _open(urllib.request.Request(url, data, headers)) as answer:
        return json.load(answer)


def _open(request: urllib.request.Request) -> Any:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy cannot reach this machine
    return opener.open(request, timeout=SECONDS)


class Students:
    """`count` students of the room `code` at the app at `url`, each with a token of their own."""

    def __init__(self, url: str, code: str, count: int) -> None:
        self._room = f"{url}/rooms/{code}"
        self._pool = ThreadPoolExecutor(8)
        self.tokens = list(self._pool.map(lambda _: ask(f"{self._room}/join", body={})["token"], range(count)))

    def guess(self, guesses: Sequence[Sequence[float]], round_number: int = 1, step: int = 1) -> None:
        """Send the guess of each student."""
        bodies = [{"step": step, "round": round_number, "guess": list(guess)} for guess in guesses]
        list(self._pool.map(lambda pair: ask(f"{self._room}/guess", *pair), zip(self.tokens, bodies, strict=True)))

    def refusals(self, guesses: Sequence[Sequence[float]]) -> list[int]:
        """Send guesses of the first round that are too late; the status of each answer."""
        return list(self._pool.map(self._refusal, self.tokens, guesses))

    def _refusal(self, token: str, guess: Sequence[float]) -> int:
        try:
            ask(f"{self._room}/guess", token, {"step": 1, "round": 1, "guess": list(guess)})
        except HTTPError as error:
            return error.code
        return 200

    def state(self, student: int) -> dict[str, Any]:
        """What a student's browser would show now."""
        return ask(f"{self._room}/state", self.tokens[student])
