"""The Prior page's digits: which of two images the network finds more like a third, and the nearest of all."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.prior import figures
from explorer.studies.prior.numbers import similarity
from explorer.studies.prior.numbers.images import digits
from explorer.ui import pictures, session, settings, terms, text
from explorer.ui.kernels import NAMES
from explorer.ui.plots import show
from explorer.ui.section import Section
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.kernels.gram import KernelPair

phrase = phrases_of("studies/prior")

_NEIGHBOURS = 8
_LARGE, _SMALL = 12, 8  # how many pixels of the screen one of the image is wide
_CORRELATIONS = np.linspace(-1.0, 1.0, 81)
_LETTERS = ("A", "B", "C")
_LAST_IMAGE = 239


class Likeness(NamedTuple):
    """Similarities of images to image A, by pixels and by both kernels."""

    images: tuple[int, int, int]  # A, B, C
    correlations: tuple[float, float]  # of B and C with A, pixel by pixel
    cosines: dict[str, np.ndarray]  # (240,) of all images with A, by the name of the kernel
    curves: dict[str, np.ndarray]  # the cosine at each of _CORRELATIONS, by the name of the kernel


@cached(256)  # 4 kB each: all 240 images for one network
def _cosines(arch: Architecture, image: int) -> dict[str, np.ndarray]:
    """Cosines of all images with number `image`, by the name of the kernel."""
    cosines = similarity.cosines_to(arch, digits()[2], image)
    return {name: np.asarray(getattr(cosines, key)) for key, name in NAMES.items()}


@cached(256)  # 2 kB for each network; a drag of the sliders passes through many
def _curves(arch: Architecture) -> dict[str, np.ndarray]:
    cosines: KernelPair = similarity.cosines_at(arch, _CORRELATIONS)
    return {name: np.asarray(getattr(cosines, key)) for key, name in NAMES.items()}


def _picture(image: int, caption: str) -> pictures.Picture:
    spoken = phrase("digits.spoken", digit=digits()[1][image], number=image)
    return pictures.Picture(np.minimum(digits()[0][image].astype(int) * 16, 255), caption, spoken)


def choose_images() -> tuple[int, int, int]:
    """Draw three sliders through the images, each with its image; return the chosen numbers."""
    chosen = []
    for column, letter in zip(st.columns(3), _LETTERS, strict=True):
        with column:
            image = settings.slide(phrase("digits.image", letter=letter), f"image_{letter.lower()}")
            with st.container(key=f"digit_{letter}"):  # its room is kept by its key
                pictures.show(
                    [_picture(image, phrase("digits.letter", letter=letter, digit=digits()[1][image]))], _LARGE
                )
        chosen.append(image)
    a, b, c = chosen
    return a, b, c


def compare_images(images: tuple[int, int, int]) -> Likeness:
    """Compute the cosines of both kernels with image A."""
    arch, inputs = session.current().architecture, digits()[2]
    a, b, c = images
    to_b, to_c = (float(inputs[a] @ inputs[image]) / inputs.shape[1] for image in (b, c))
    return Likeness(images, (to_b, to_c), _cosines(arch, a), _curves(arch))


def figure(likeness: Likeness) -> None:
    """Show whether A is more similar to B or to C, cosines against correlations, and the nearest images."""
    a, b, c = likeness.images
    verdicts, picture = st.columns([2, 3])
    with verdicts:
        for name, row in likeness.cosines.items():
            st.markdown(terms.marked(f"**{name}**: {_compared(float(row[b]), float(row[c]))}"))
        text.caption("prior", "digits_caption")
    dots = {
        name: {
            letter: (correlation, float(row[image]))
            for letter, correlation, image in zip(_LETTERS[1:], likeness.correlations, (b, c), strict=True)
        }
        for name, row in likeness.cosines.items()
    }
    with picture:
        show(figures.by_correlation(_CORRELATIONS, likeness.curves, dots), "by_correlation")
    for name, row in likeness.cosines.items():
        st.markdown(phrase("digits.nearest", name=name))
        order = similarity.nearest(row, a, _NEIGHBOURS)
        pictures.show(
            [
                _picture(
                    int(image), phrase("digits.near", digit=digits()[1][image], cosine=number(float(row[image]), ".3f"))
                )
                for image in order
            ],
            _SMALL,
        )


def _compared(to_b: float, to_c: float) -> str:
    numbers = phrase("digits.cosines", b=number(to_b, ".3f"), c=number(to_c, ".3f"))
    if abs(to_b - to_c) < 5e-4:
        return phrase("digits.equal", numbers=numbers)
    return phrase("digits.more", letter="B" if to_b > to_c else "C", numbers=numbers)


SECTION = Section(
    "prior",
    "digits",
    choose_images,
    compare_images,
    figure,
    fields={
        f"image_{letter}": settings.Number(0, _LAST_IMAGE, first)
        for letter, first in (("a", 228), ("b", 73), ("c", 184))
    },
)
