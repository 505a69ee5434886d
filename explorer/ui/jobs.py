"""Long computations as a person sees them: asked for, in line, under way with a stop button, and answered."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explorer.ui import session
from explorer.ui.queue import Job, Queue, State

_EVERY_SECONDS = 0.5
_QUEUE = Queue()
_LOST_WORDS = (
    "The connection was lost, and the server no longer has what was computed here. Start it again if you need it."
)


def ask(kind: str, make: Callable[[], Iterator[Any]]) -> None:
    """Put a computation in line for this session; an earlier one of the same kind is stopped.

    What `make` yields has the `share` of the work that is done.
    """
    earlier = current(kind)
    if earlier is not None:
        earlier.stop()
    context = get_script_run_ctx()
    browser = context.session_id if context else ""
    job = Job(browser, make, lambda: not runtime.exists() or runtime.get_instance().is_active_session(browser))
    refusal = _QUEUE.submit(job)
    if refusal:
        st.toast(refusal)
    else:
        session.get().jobs.latest[kind] = job
        note(kind)


def current(kind: str) -> Job | None:
    """What this session asked for last."""
    return session.get().jobs.latest.get(kind)


def note(kind: str) -> None:
    """Remember that this session has begun to compute something of that kind."""
    kinds = session.get().jobs
    kinds.lost.discard(kind)
    kinds.computed.add(kind)


def memory() -> list[str]:
    """The kinds of results that this session has, or that earlier sessions of its page had."""
    kinds = session.get().jobs
    return sorted(kinds.computed | kinds.lost)


def lose(kinds: object) -> None:
    """Take over an earlier session's `memory`: what it had computed is gone with it."""
    if isinstance(kinds, Sequence):
        session.get().jobs.lost = {kind for kind in kinds if isinstance(kind, str)}


def tell_lost(kind: str) -> None:
    """Say that results are gone, if they are and nothing new has been asked for."""
    if kind in session.get().jobs.lost:
        st.info(_LOST_WORDS)


def watch(kind: str, draw: Callable[[Any], None]) -> None:
    """Progress and answer of what was asked for last, redrawn twice a second while it runs and never otherwise."""
    job = current(kind)
    busy = job is not None and not job.over

    def live() -> None:
        if job is not None:
            over = job.over  # before drawing: what comes later is drawn by the rerun
            with st.container(key=f"progress_{kind}"):
                _progress(kind, job)
            draw(job.answer)
            if busy and over:
                st.rerun()
        else:
            tell_lost(kind)
            draw(None)

    st.fragment(live, run_every=_EVERY_SECONDS if busy else None)()


def _progress(kind: str, job: Job) -> None:
    """One line: its place in line, how far it is, or how it ended."""
    if job.state == State.FAILED:
        st.error(f"This could not be computed: {job.error}")
    elif job.state == State.STOPPED:
        why = ", because the connection was lost for a while" if job.wanted else ""
        st.caption(f"Stopped{why}. Everything computed so far is kept.")
    elif job.state == State.DONE:
        st.caption("Done.")
    else:
        bar, stop = st.columns([5, 1], vertical_alignment="center")
        bar.progress(job.share, _words(job))
        stop.button("Stop", key=f"stop_{kind}", icon=":material/stop:", on_click=job.stop, width="stretch")


def _words(job: Job) -> str:
    if job.state == State.WAITING:
        place = _QUEUE.place(job)
        return (
            f"Waiting: {place} {'request is' if place == 1 else 'requests are'} ahead of yours" if place else "Starting"
        )
    if job.answer is None:
        return "Starting: drawing random networks and preparing their training"
    left = job.seconds_left
    return f"{100 * job.share:.0f} %" + (f", about {left:.0f} s left" if left is not None else "")
