"""The Images page's likeness: which digits two networks find most alike to one that was moved by some pixels."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from explorer.studies.images.numbers.digits import COUNT, moved
from explorer.studies.images.numbers.likeness import Alike, alike
from explorer.studies.images.sections.network import FIELDS, pick_network
from explorer.studies.prior.numbers.images import digits
from explorer.ui import pictures, settings, text
from explorer.ui.section import Section

_NEAREST = 6
_LARGE, _SMALL = 12, 7  # how many pixels of the screen one of the image is wide
_MOST = 3  # pixels of a move


class Compared(NamedTuple):
    """The query and how alike all digits are to it, for the fully connected and for the convolutional network."""

    digit: int
    move: tuple[int, int]  # right, down
    connected: Alike
    convolutional: Alike


def _levels(image: np.ndarray) -> np.ndarray:
    return np.minimum(image.astype(int) * 16, 255)


def controls() -> Compared:
    """Draw the query's controls, then the networks'; return how alike the digits are."""
    left, right = st.columns([3, 2])
    with left, settings.together("query"):
        settings.slide("Query: digit number", "digit")
        settings.slide("Moved to the right, in pixels", "right")
        settings.slide("Moved down, in pixels", "down")
    digit, move = settings.get("digit"), (settings.get("right"), settings.get("down"))
    images, labels, _ = digits()
    with right, st.container(key="query_picture"):
        before = pictures.Picture(_levels(images[digit]), f"a {labels[digit]}", f"Handwritten {labels[digit]}")
        after = pictures.Picture(_levels(moved(images[[digit]], *move)[0]), "the query", "The same digit, moved")
        pictures.show([before, after], _LARGE)
    chosen, kernel = pick_network()
    return Compared(digit, move, *alike(chosen, kernel, digit, *move))


def figure(compared: Compared) -> None:
    """Draw what each network finds most alike, in two columns."""
    titles = ("fully connected", "convolutional, with pooling")
    for column, title, answer in zip(st.columns(2), titles, compared[2:], strict=True):
        with column:
            st.markdown(f"**{title}**")
            pictures.show(
                [_picture(compared, int(image), rank) for rank, image in enumerate(answer.order[:_NEAREST], 1)], _SMALL
            )


def _picture(compared: Compared, image: int, rank: int) -> pictures.Picture:
    images, labels, _ = digits()
    spoken = f"Number {rank}: handwritten {labels[image]}, image number {image}"
    return pictures.Picture(_levels(images[image]), f"{rank}: a {labels[image]}", spoken, image == compared.digit)


def words(compared: Compared) -> None:
    """Write the rank of the digit that was moved, for both networks."""
    ranks = (answer.rank(compared.digit) for answer in (compared.connected, compared.convolutional))
    connected, convolutional = ranks
    text.show("images", "likeness_ranks", connected=connected, convolutional=convolutional, count=COUNT)


SECTION = Section(
    "images",
    "likeness",
    controls,
    figure=figure,
    words=words,
    fields={
        "digit": settings.Number(0, COUNT - 1, 10),
        "right": settings.Number(-_MOST, _MOST, 1),
        "down": settings.Number(-_MOST, _MOST, 0),
        **FIELDS,
    },
)
