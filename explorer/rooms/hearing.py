"""The connection to Redis, and a thread that hears of the changes of rooms and finds out when Redis answers again."""

import threading
from collections.abc import Callable

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

CHANNEL = "ntk:changed"
_SECONDS = 1.0  # within which Redis must answer; it takes milliseconds
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
            # A connection that was closed is made again at once; who waited in vain does not wait once more.
            retry=Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
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
    """Calls `listeners` with the code of each room that has changed; with None when changes may have been missed.

    `answers` tells whether Redis did so when it was last asked. While it does not, this thread alone asks it, so that
    nobody else waits in vain: a Redis that takes connections and says nothing would hold up each of them.
    """

    def __init__(self, connection: redis.Redis) -> None:
        self.listeners: list[Callable[[str | None], None]] = []
        self._redis = connection
        self._closing, self._answering = threading.Event(), threading.Event()
        self._answering.set()
        self.begun = threading.Event()  # from the first message on, which says that the subscription has begun
        self._thread = threading.Thread(target=self._run, name="rooms-hearing", daemon=True)
        self._thread.start()

    @property
    def answers(self) -> bool:
        """Whether Redis is worth asking."""
        return self._answering.is_set()

    def doubt(self) -> None:
        """Note that Redis did not answer; it is asked again by this thread alone, until it does."""
        self._answering.clear()

    def close(self) -> None:
        """Stop the thread."""
        self._closing.set()
        self._thread.join(3 * _SECONDS)

    def _run(self) -> None:
        while not self._closing.is_set():
            subscription = self._redis.pubsub()
            try:
                self._redis.ping()
                subscription.subscribe(CHANNEL)
                self._answering.set()
                while self.answers and not self._closing.is_set():
                    self._tell(subscription.get_message(timeout=_WAKE))
            except redis.RedisError:
                self.doubt()
                self._closing.wait(_PAUSE)  # what is missed is read when the subscription begins again
            finally:
                subscription.close()

    def _tell(self, message: dict | None) -> None:
        if message is None:
            return
        code = message["data"] if message["type"] == "message" else None
        for listener in self.listeners:
            listener(code)
        self.begun.set()
