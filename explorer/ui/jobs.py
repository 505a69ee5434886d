"""Long computations on a page: request, wait in line, show progress with a stop button, show the answer."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Literal

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string

from explorer import metrics
from explorer.language import phrases_of
from explorer.ui import session, text
from explorer.ui.queue import Job, Queue, State
from explorer.ui.turns import Asker

phrase = phrases_of("ui")

_EVERY_SECONDS = 0.5
_QUEUE = Queue()


def offer(
    label: str,
    task: str,
    make: Callable[[], Iterator[Any]],
    doing: str,
    *,
    key: str = "",
    disabled: bool = False,
    primary: bool = True,
    width: Literal["content", "stretch"] = "content",
) -> None:
    """Draw the button that asks for a computation; `doing` tells while it runs what it does: 'training 30 networks'.

    Each answer that `make` yields has an attribute `share`, of the work that is done.
    """
    st.button(
        label,
        key=key or task,
        type="primary" if primary else "secondary",
        icon=":material/play_arrow:",
        disabled=disabled,
        on_click=_ask,
        args=(task, make, doing),
        width=width,
    )


def _ask(task: str, make: Callable[[], Iterator[Any]], doing: str) -> None:
    """Queue a computation for this session; an earlier one of the same `task` is stopped, unless this is refused."""
    earlier = current(task)
    asker = _asker()
    job = Job(asker, make, partial(_is_there, asker.session), doing)
    refusal = _QUEUE.submit(job)
    if refusal:
        metrics.refusals.labels("jobs").inc()
        st.toast(refusal)
    else:
        if earlier is not None:
            earlier.stop()
        session.get().jobs.latest[task] = job
        note(task)


def _asker() -> Asker:
    """The person who sees this run. A proxy gives each browser the cookie 'seat', and Streamlit another one."""
    context, cookies = get_script_run_ctx(), st.context.cookies
    token, _ = decode_xsrf_token_string(cookies.get("_streamlit_xsrf", ""))  # masked anew with each answer
    browser = cookies.get("seat") or (token or b"").hex()
    return Asker(context.session_id if context else "", browser, st.context.ip_address or "")


def _is_there(session_id: str) -> bool:
    """Whether the session that asked still exists."""
    return not runtime.exists() or runtime.get_instance().is_active_session(session_id)


def counts() -> tuple[int, int]:
    """Count the computations of all sessions that wait and that run."""
    return _QUEUE.counts()


def current(task: str) -> Job | None:
    """The last job of this `task` in this session, or None."""
    return session.get().jobs.latest.get(task)


def note(task: str) -> None:
    """Remember that this session has begun a computation of this `task`."""
    tasks = session.get().jobs
    tasks.lost.discard(task)
    tasks.computed.add(task)


def memory() -> list[str]:
    """The tasks of which this session has results, or of which earlier sessions of its page had some."""
    tasks = session.get().jobs
    return sorted(tasks.computed | tasks.lost)


def lose(tasks: object) -> None:
    """Take over an earlier session's `memory`: its results are lost with it."""
    if isinstance(tasks, Sequence):
        session.get().jobs.lost = {task for task in tasks if isinstance(task, str)}


def tell_lost(task: str) -> None:
    """Show a message if results of this `task` were lost and no new ones are requested."""
    if task in session.get().jobs.lost:
        st.info(text.section("playground", "lost"))


def watch(task: str, draw: Callable[[Any], None]) -> None:
    """Draw progress and answer of the last job of this `task`, twice a second while it runs and only then."""
    job = current(task)
    busy = job is not None and not job.over

    def live() -> None:
        if job is not None:
            over = job.over  # before drawing: what comes later is drawn by the rerun
            with st.container(key=f"progress_{task}"):
                _progress(task, job)
            draw(job.answer)
            if busy and over:
                st.rerun()
        else:
            tell_lost(task)
            draw(None)

    st.fragment(live, run_every=_EVERY_SECONDS if busy else None)()


def _progress(task: str, job: Job) -> None:
    """Draw one line about the job: its rank in the queue, its progress, or how it ended."""
    if job.state == State.FAILED:
        st.error(phrase("job.failed", error=job.error))
    elif job.is_replaced:
        st.caption(phrase("job.replaced"))
    elif job.state == State.STOPPED:
        why = phrase("job.away") if job.wanted else ""
        st.caption(phrase("job.stopped", why=why))
    elif job.state == State.DONE:
        st.caption(phrase("job.done"))
    else:
        bar, stop = st.columns([5, 1], vertical_alignment="center")
        bar.progress(job.share, _status(job))
        stop.button(phrase("job.stop"), key=f"stop_{task}", icon=":material/stop:", on_click=job.stop, width="stretch")


def _status(job: Job) -> str:
    if job.state == State.WAITING:
        rank = _QUEUE.rank(job)
        if not rank:
            return phrase("job.starting")
        return phrase("job.waiting_one") if rank == 1 else phrase("job.waiting", count=rank)
    doing = job.doing[0].upper() + job.doing[1:]
    if job.compiles:
        return phrase("job.compiling", doing=doing)
    if job.answer is None:
        return phrase("job.begins", doing=doing)
    left = job.seconds_left
    return f"{doing}: {100 * job.share:.0f} %" + (phrase("job.left", seconds=round(left)) if left is not None else "")
