"""Reads what comes on a websocket before the app does: only what a page of ours sends goes on to it."""

import json
import re

import numpy as np
from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

# Others empty caches that all sessions share, tell the names of the host's files, or end the server in tests.
_SENT_BY_PAGES = ("rerun_script", "stop_script", "file_urls_request", "app_heartbeat")
_JSON = ("json_value", "json_trigger_value")
_DEEPEST = 100  # brackets within brackets; Python's reader gives up at some thousand, with an exception on the page
_LONGEST_NUMBER = 400  # digits; Python's reader gives up at some thousand here too
_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_NUMBER = re.compile(rb"[0-9]{%d}" % (_LONGEST_NUMBER + 1))


def parse(data: bytes) -> BackMsg | None:
    """Return the message in a frame, None if there is none in it."""
    try:
        return BackMsg.FromString(data)
    except DecodeError:
        return None


def fault(message: BackMsg) -> str:
    """Return in a word why a message goes no further, '' if it does."""
    if message.WhichOneof("type") not in _SENT_BY_PAGES:
        return "message"
    states = message.rerun_script.widget_states.widgets
    return "" if all(map(_is_readable, states)) else "json"


def _is_readable(state: WidgetState) -> bool:
    """Whether the value of a component is JSON, and not so deep or long that Python's reader gives up."""
    name = state.WhichOneof("value")
    if name not in _JSON:
        return True
    text = getattr(state, name).encode()
    if _is_heavy(text) and _is_heavy(_TEXT.sub(b"", text)):
        return False
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _is_heavy(text: bytes) -> bool:
    """Whether brackets are open within too many others, or a number has too many digits."""
    letters = np.frombuffer(text, np.uint8)
    steps = np.zeros(256, np.int32)
    steps[list(b"[{")], steps[list(b"]}")] = 1, -1
    return int(np.cumsum(steps[letters]).max(initial=0)) > _DEEPEST or _NUMBER.search(text) is not None
