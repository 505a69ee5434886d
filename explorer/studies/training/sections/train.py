"""The Training page's own ensembles: their settings, what they cost, the buttons that start them, and the answer."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.training.fields import FIELDS, run_of
from explorer.studies.training.numbers import requests
from explorer.studies.training.numbers.requests import MOST_WORK, refusal
from explorer.studies.training.sections.ensembles import Trained, same_scene, show_ensemble, show_table
from explorer.ui import jobs, session, settings, text
from explorer.ui.section import Section
from ntkcore.networks.ensembles.runs import Run

phrase = phrases_of("studies/training")

TABLE_WIDTHS = (16, 64, 256, 1024)
_WIDTHS = (16, 32, 64, 128, 256, 512, 1024, 2048, 4096)
_NETWORKS = (1, 2, 4, 8, 16, 32, 64, 128, 256)
_STEPS = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000)
_SCALES = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0)


def chosen_run() -> Run:
    """The ensemble that the settings describe, on the scene's network and points."""
    return run_of(session.current(), {key: settings.get(key) for key in FIELDS})


def run_controls() -> None:
    """Draw the settings of the ensemble, three of which can make it lazy."""
    left, middle, right = st.columns(3)
    with left, settings.together("size"):
        _pick(phrase("train.width"), "width", _WIDTHS, "width_help")
        _pick(phrase("train.networks"), "nets", _NETWORKS, "networks_help")
    with middle, settings.together("way"):
        _pick(phrase("train.scale"), "alpha", _SCALES, "alpha_help")
        _choose(
            phrase("train.model"),
            "model",
            {"networks": phrase("train.the_networks"), "linearised": phrase("train.linearisation")},
            "linearised_help",
        )
        _choose(
            phrase("train.start"),
            "start",
            {each: phrase(f"train.{each}") for each in ("kept", "subtracted")},
            "start_help",
        )
    with right, settings.together("descent"):
        _pick(phrase("train.steps"), "steps", _STEPS, "steps_help")
        settings.slide(phrase("train.rate"), "rate", 0.01, help=text.section("training", "rate_help"))


def _pick(label: str, key: str, options: tuple[float, ...], section: str) -> None:
    """Draw a slider over `options` and the value in the link."""
    settings.pick(label, key, options, help=text.section("training", section))


def _choose(label: str, key: str, names: Mapping[str, str], section: str) -> None:
    """Draw a choice of two."""
    hint = text.section("training", section)
    settings.choose(label, key, names, help=hint)


def start_buttons() -> None:
    """Draw the buttons that train one ensemble or several widths, each with its share of the time limit."""
    run = chosen_run()
    several = [replace(run, width=width) for width in TABLE_WIDTHS]
    left, right = st.columns(2)
    for column, networks, runs, key in (
        (left, phrase("train.some", count=run.networks, width=run.width), [run], "train"),
        (right, phrase("train.widths", widths=", ".join(map(str, TABLE_WIDTHS))), several, "train_widths"),
    ):
        why_not = refusal(*runs)
        share = sum(each.work for each in runs) / MOST_WORK
        with column:
            jobs.offer(
                phrase("train.do", networks=networks),
                "ensembles",
                lambda runs=runs: requests.train(runs),
                phrase("train.doing", networks=networks),
                key=key,
                disabled=bool(why_not),
                primary=key == "train",
                width="stretch",
            )
            st.caption(why_not or phrase("train.share", share=_percent(share)))


def _percent(share: float) -> str:
    return f"{number(100 * share, '.0f')} %" if share >= 0.01 else phrase("train.little")


def watch(_: object) -> None:
    """Draw the answer as far as it is computed, and draw it again while the computation runs."""
    jobs.watch("ensembles", ensembles)


def ensembles(answer: requests.Ensembles | None) -> None:
    """Draw the ensemble in training or trained last, and a table of all that were trained in this session."""
    kept = session.of(Trained).outcomes
    if answer is not None:
        kept |= {outcome.run: outcome for outcome in answer.finished}
    last = None if answer is None else answer.under_way or (answer.finished[-1] if answer.finished else None)
    if last is not None:
        show_ensemble(last, "")
    show_table([outcome for run, outcome in kept.items() if same_scene(run)], phrase("table.own"), "own_ensembles")


def controls() -> None:
    """Draw the settings of the ensemble, and the buttons."""
    run_controls()
    start_buttons()


SECTION = Section("training", "train", controls=controls, figure=watch, fields=FIELDS)
