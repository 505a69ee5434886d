"""File uploaders, and which sessions have one: the server takes files from those alone, and keeps few."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

MOST_FILES = 4  # a session's latest uploads that are kept; each is read at once
_MOST_SESSIONS = 2000
_offered: OrderedDict[str, None] = OrderedDict()
_lock = Lock()


def uploader(label: str, key: str, types: str | Sequence[str] | None = None) -> Any:
    """Show a file uploader; return the uploaded file, or None. From now on the server takes this session's files."""
    context = get_script_run_ctx()
    if context is not None:
        with _lock:
            _offered[context.session_id] = None
            _offered.move_to_end(context.session_id)
            while len(_offered) > _MOST_SESSIONS:
                _offered.popitem(last=False)
    return st.file_uploader(label, key=key, type=types)


def is_offered(session: str) -> bool:
    """Whether a page of this session has shown an uploader."""
    return session in _offered


def make_room(session: str) -> None:
    """Remove this session's oldest uploads, so that with one more there are at most `MOST_FILES`."""
    manager = runtime.get_instance().uploaded_file_mgr
    if not isinstance(manager, MemoryUploadedFileManager):
        return  # it keeps files elsewhere, by rules of its own
    kept = manager.file_storage.get(session, {})
    for name in list(kept)[: max(0, len(kept) - MOST_FILES + 1)]:
        manager.remove_file(session, name)
