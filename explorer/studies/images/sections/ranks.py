"""The Images page's ranks: all 240 digits as queries, how many each network recognises after they were moved."""

from typing import NamedTuple

import numpy as np

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.images.figures import curves
from explorer.studies.images.numbers import likeness, measured
from explorer.studies.images.numbers.digits import COUNT
from explorer.studies.images.numbers.likeness import Ranks
from explorer.studies.images.numbers.networks import KERNELS, SHIPPED, Chosen
from explorer.studies.images.sections.network import network
from explorer.studies.prior.numbers.images import digits
from explorer.ui import jobs, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Section
from ntkcore.choices import Kernel

phrase = phrases_of("studies/images")

_TASK = "ranks"


class Asked(NamedTuple):
    """The networks, the kernel and the move."""

    chosen: Chosen
    kernel: Kernel
    right: int
    down: int


class Answer(NamedTuple):
    """The ranks so far, and for what."""

    asked: Asked
    ranks: Ranks

    @property
    def share(self) -> float:
        """The share of the work that is done."""
        return self.ranks.share


def controls() -> Asked:
    """Draw the button where the answer does not come with the app."""
    asked = Asked(*network(), settings.get("right"), settings.get("down"))
    if _stored(asked) is None:
        do, doing = (phrase(f"ranks.{key}", count=COUNT) for key in ("do", "doing"))
        jobs.offer(do, _TASK, lambda: ask(asked), doing)
        text.caption("images", "ranks_time")
    return asked


def ask(asked: Asked):
    """Yield the answers as they come."""
    images = digits()[0]
    return (
        Answer(asked, each) for each in likeness.all_ranks(asked.chosen, asked.kernel, images, asked.right, asked.down)
    )


def _stored(asked: Asked) -> Ranks | None:
    same = (asked.chosen, asked.kernel) == (SHIPPED, KERNELS[0])
    return measured.ranks(asked.right, asked.down) if same else None


def figure(asked: Asked) -> None:
    """Draw the ranks that come with the app, or those of the job as far as it has come."""
    stored = _stored(asked)
    if stored is not None:
        _draw(Answer(asked, stored), asked)
    else:
        jobs.watch(_TASK, lambda answer: _draw(answer, asked))


def _draw(answer: Answer | None, asked: Asked) -> None:
    if answer is None:
        return
    if answer.asked != asked:
        text.info("images", "ranks_other")
    ranks, labels = answer.ranks, digits()[1]
    show(curves.by_rank(ranks), "by_rank")
    (connected, convolutional), (first, pooled_first) = ranks.medians, ranks.first
    same, pooled_same = (f"{number(100 * share, '.0f')} %" for share in ranks.same(labels))
    text.show(
        "images",
        "ranks_words",
        count=ranks.rank.shape[1],
        total=COUNT,
        connected=number(connected, "g"),
        convolutional=number(convolutional, "g"),
        first=first,
        pooled_first=pooled_first,
        same=same,
        pooled_same=pooled_same,
    )


def words(asked: Asked) -> None:
    """Write what random choices of other digits give, and what follows for a lion and a husky."""
    choices = measured.choices()
    medians, firsts = (np.array([getattr(each, name) for each in choices]) for name in ("medians", "first"))
    text.show(
        "images",
        "ranks_choices",
        choices=len(choices),
        total=COUNT,
        low=number(medians[:, 0].min(), "g"),
        high=number(medians[:, 0].max(), "g"),
        fewest=int(firsts[:, 1].min()),
        most=int(firsts[:, 1].max()),
        few=int(firsts[:, 0].max()),
    )
    text.show("images", "ranks_lion")
    text.caption("images", "ranks_source", command=measured.command("ranks"), pools=measured.command("pools"))


SECTION = Section("images", "ranks", controls, figure=figure, words=words)
