"""Small grey images in a row, each with a text under it and one for screen readers."""

import base64
from collections.abc import Iterable
from html import escape
from io import BytesIO
from typing import NamedTuple

import numpy as np
import streamlit as st
from PIL import Image


class Picture(NamedTuple):
    """An image, the text under it, and what a screen reader says instead of it."""

    levels: np.ndarray  # (H, W) of 0 (white) to 255 (black)
    caption: str
    spoken: str
    marked: bool = False  # with a frame


def show(pictures: Iterable[Picture], pixels: int) -> None:
    """Draw the images in a row; a pixel of theirs is `pixels` wide. (st.image has no text for screen readers.)"""
    figures = (
        f'<figure{" class=marked" if each.marked else ""}><img src="{_address(each.levels)}" '
        f'width="{each.levels.shape[1] * pixels}" height="{each.levels.shape[0] * pixels}" '
        f'alt="{escape(each.spoken)}"><figcaption>{escape(each.caption)}</figcaption></figure>'
        for each in pictures
    )
    st.html(f'<div class="digits">{"".join(figures)}</div>')


def _address(levels: np.ndarray) -> str:
    """The data address of an image, which comes with the page: no server has to be asked for it."""
    file = BytesIO()
    Image.fromarray((255 - levels).astype(np.uint8)).save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
