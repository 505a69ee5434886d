"""A class that guesses while Redis is gone: who is refused sends the guess again, as a phone does."""

import asyncio
import time
from typing import Any

from bench.chaos.town import Town
from bench.classroom.crowd import GONE, OPENING, ask

STUDENTS = 20
_AWAY = 3.0  # seconds without Redis
_AGAIN = 0.5
_LONGEST = 30.0


async def guesses_lost(town: Town) -> int:
    """Let half of a class guess before Redis is killed and half while it is gone; count those not kept in the end."""
    opened = await ask(town.address, "POST", "/rooms", OPENING)
    path = f"/rooms/{opened['code']}"
    tokens = [(await ask(town.address, "POST", f"{path}/join", {}))["token"] for _ in range(STUDENTS)]
    guesses = [_guess(town, path, token, [0.01 * number]) for number, token in enumerate(tokens)]
    await asyncio.gather(*guesses[: STUDENTS // 2])
    town.redis.stop()
    late = asyncio.gather(*guesses[STUDENTS // 2 :])
    await asyncio.sleep(_AWAY)
    await asyncio.to_thread(town.redis.start)
    await late
    states = [await _again(town, "GET", f"{path}/state", None, token) for token in tokens]
    return sum(state["mine"]["1"] != [0.01 * number] for number, state in enumerate(states))


async def _guess(town: Town, path: str, token: str, guess: list[float]) -> None:
    await _again(town, "POST", f"{path}/guess", {"step": 1, "round": 1, "guess": guess}, token)


async def _again(town: Town, method: str, path: str, data: Any, token: str) -> Any:
    """Ask until there is an answer. Raises TimeoutError."""
    end = time.perf_counter() + _LONGEST
    while time.perf_counter() < end:
        try:
            return await ask(town.address, method, path, data, token)
        except (*GONE, RuntimeError):
            await asyncio.sleep(_AGAIN)
    raise TimeoutError(f"{path} was not answered within {_LONGEST:g} s")
