"""The connection to Redis, and a thread that hears of the changes of rooms, also again after Redis was away."""

import threading
from collections.abc import Callable

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

CHANNEL = "ntk:changed"
_SECONDS = 2.0  # within which Redis must answer
_WAKE = 0.25  # seconds after which the thread looks whether it is to end
_PAUSE = 0.5  # seconds between two tries to hear from Redis again


def connect(url: str) -> redis.Redis:
    """The Redis at `url`. Raises RuntimeError, which does not repeat a password, if none answers there."""
    try:
        connection = redis.Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=_SECONDS,
            socket_connect_timeout=_SECONDS,
            retry=Retry(NoBackoff(), 1),
            health_check_interval=10,
        )
        connection.ping()
    except (redis.RedisError, ValueError, OSError) as error:
        raise RuntimeError(
            f"REDIS_URL does not lead to a Redis that answers ({type(error).__name__}). It must look like"
            " redis://host:6379/0. Without REDIS_URL, rooms are kept in the memory of this process."
        ) from None
    return connection


class Hearing:
    """Calls `listeners` with the code of each room that has changed; with None when changes may have been missed."""

    def __init__(self, connection: redis.Redis) -> None:
        self.listeners: list[Callable[[str | None], None]] = []
        self._redis = connection
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rooms-hearing", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop the thread."""
        self._closing.set()
        self._thread.join(2 * _SECONDS)

    def _run(self) -> None:
        while not self._closing.is_set():
            subscription = self._redis.pubsub()
            try:
                subscription.subscribe(CHANNEL)
                while not self._closing.is_set():
                    self._tell(subscription.get_message(timeout=_WAKE))
            except redis.RedisError:
                self._closing.wait(_PAUSE)  # Redis is away; what is missed is read when the subscription begins again
            finally:
                subscription.close()

    def _tell(self, message: dict | None) -> None:
        if message is None:
            return
        code = message["data"] if message["type"] == "message" else None
        for listener in self.listeners:
            listener(code)
