"""The Images page's likeness: which digits two networks find most alike to one that was moved by some pixels."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from explorer.language import phrases_of
from explorer.studies.images.figures.curves import CONNECTED, POOLED
from explorer.studies.images.numbers.digits import COUNT, moved
from explorer.studies.images.numbers.likeness import Alike, alike, disagreement
from explorer.studies.images.numbers.networks import Chosen
from explorer.studies.images.sections.network import FIELDS, pick_network
from explorer.studies.prior.numbers.images import digits
from explorer.ui import pictures, settings, text
from explorer.ui.pictures import Picture
from explorer.ui.section import Section
from ntkcore.choices import Kernel

phrase = phrases_of("studies/images")

_NEAREST = 8
_LARGE, _SMALL = 9, 6  # how many pixels of the screen one of the image is wide
_MOST = 3  # pixels of a move
_ONLY = "◆"


class Question(NamedTuple):
    """The query A, its move, the digits B and C, and the networks that are asked."""

    digit: int
    move: tuple[int, int]  # right, down
    others: tuple[int, int]  # B, C
    chosen: Chosen
    kernel: Kernel


class Compared(NamedTuple):
    """The likeness of all digits to the query, for both networks."""

    question: Question
    answers: dict[str, Alike]  # by the network


def _levels(image: np.ndarray) -> np.ndarray:
    return np.minimum(image.astype(int) * 16, 255)


def controls() -> Question:
    """Draw the query, the digits that it is compared with, and the networks; return what is asked."""
    left, right = st.columns(2)
    with left, settings.together("query"):
        settings.slide(phrase("likeness.a"), "digit")
        settings.slide(phrase("likeness.right"), "right")
        settings.slide(phrase("likeness.down"), "down")
    with right, settings.together("others"):
        settings.slide(phrase("likeness.b"), "other_b")
        settings.slide(phrase("likeness.c"), "other_c")
    chosen, kernel = pick_network()
    digit, b, c = (int(settings.get(key)) for key in ("digit", "other_b", "other_c"))
    question = Question(digit, (settings.get("right"), settings.get("down")), (b, c), chosen, kernel)
    with right, st.container(key="digit_query"):  # its room is kept by its key
        pictures.show(_asked(question), _LARGE)
    with left:
        st.button(phrase("likeness.next"), key="disagree", on_click=_disagree, args=(question,))
    return question


def _asked(question: Question) -> list[Picture]:
    """The pictures of A after its move, B and C."""
    images, labels, _ = digits()
    shown = [moved(images[[question.digit]], *question.move)[0], *(images[image] for image in question.others)]
    pictures_of = []
    for letter, image, pixels in zip("ABC", (question.digit, *question.others), shown, strict=True):
        told = {"letter": letter, "digit": labels[image], "image": image}
        spoken = phrase("likeness.spoken_moved" if letter == "A" else "likeness.spoken", **told)
        pictures_of.append(Picture(_levels(pixels), phrase("likeness.letter", **told), spoken))
    return pictures_of


def _disagree(question: Question) -> None:
    """Go on to the next digit that the networks understand differently: B is what it is taken for, C itself."""
    answer = disagreement(question.chosen, question.kernel, question.digit, *question.move)
    if answer is None:
        st.toast(text.section("images", "likeness_agree"))
        return
    digit, taken = answer
    if (digit, taken, digit) == (question.digit, *question.others):
        st.toast(text.section("images", "likeness_only"))
    settings.put(digit=digit, other_b=taken, other_c=digit)


def compare(question: Question) -> Compared:
    """Compute how alike all digits are to the query."""
    answers = alike(question.chosen, question.kernel, question.digit, *question.move)
    return Compared(question, dict(zip((CONNECTED, POOLED), answers, strict=True)))


def figure(compared: Compared) -> None:
    """Draw each network's verdict, and the digits that it finds most alike, in two columns."""
    first = {name: set(answer.order[:_NEAREST].tolist()) for name, answer in compared.answers.items()}
    for column, (name, answer) in zip(st.columns(2), compared.answers.items(), strict=True):
        alone = first[name].difference(*(each for other, each in first.items() if other != name))
        with column:
            st.markdown(phrase(f"likeness.for_{name}", verdict=_verdict(compared.question, answer)))
            pictures.show(
                [
                    _picture(compared.question, image, rank, image in alone)
                    for rank, image in enumerate(answer.order[:_NEAREST].tolist(), 1)
                ],
                _SMALL,
            )


def _verdict(question: Question, answer: Alike) -> str:
    b, c = (answer.rank(image) for image in question.others)
    if b == c:
        return phrase("likeness.equal", rank=b, count=COUNT)
    winner = "B" if b < c else "C"
    return phrase("likeness.more", letter=winner, b=b, c=c, count=COUNT)


def _picture(question: Question, image: int, rank: int, alone: bool) -> Picture:
    images, labels, _ = digits()
    mark = f" {_ONLY}" if alone else ""
    itself, told = image == question.digit, {"rank": rank, "digit": labels[image], "image": image}
    spoken = phrase("likeness.spoken_itself" if itself else "likeness.spoken_rank", **told)
    return Picture(_levels(images[image]), phrase("likeness.rank", **told) + mark, spoken, itself)


def words(compared: Compared) -> None:
    """Write what the marks mean, and the rank of the digit that was moved."""
    text.caption("images", "likeness_marks", mark=_ONLY, shown=_NEAREST)
    digit = compared.question.digit
    connected, convolutional = (answer.rank(digit) for answer in compared.answers.values())
    text.show("images", "likeness_itself", connected=connected, convolutional=convolutional, count=COUNT)


SECTION = Section(
    "images",
    "likeness",
    controls,
    compare,
    figure,
    words,
    {
        "digit": settings.Number(0, COUNT - 1, 10),
        "right": settings.Number(-_MOST, _MOST, 1),
        "down": settings.Number(-_MOST, _MOST, 0),
        "other_b": settings.Number(0, COUNT - 1, 156),
        "other_c": settings.Number(0, COUNT - 1, 10),
        **FIELDS,
    },
)
