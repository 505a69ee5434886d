"""Streamlit's queue of messages to a browser, from which nothing is dropped when a fragment runs again.

Between two runs Streamlit (1.67, `ForwardMsgQueue.clear`) drops the messages of the fragment that runs next, if they
have not been sent yet; those of fragments inside of it stay. A control that is moved while its page is still computed
for the first time makes that happen: the browser then gets elements for a container that it was never told of, and
ends the page with "Bad delta path index". What is kept here is what a browser gets that is asked for news more often.
"""

from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

_clear = ForwardMsgQueue.clear


def _keep(
    self: ForwardMsgQueue, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None
) -> None:
    """Clear the queue as Streamlit does, but keep all messages before the run of a fragment."""
    if retain_lifecycle_msgs and fragment_ids_this_run:
        self._delta_index_map = {}  # pyright: ignore[reportPrivateUsage]  # what comes next replaces none of them
    else:
        _clear(self, retain_lifecycle_msgs, fragment_ids_this_run)


def keep_all() -> None:
    """Keep all messages of this process before the run of a fragment."""
    ForwardMsgQueue.clear = _keep
