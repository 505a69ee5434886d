"""The Finite width page's posterior of the weights: in wide networks only the output layer learns from the data."""

from collections.abc import Sequence

import streamlit as st

from explorer.format import number
from explorer.language import Phrases, phrases_of
from explorer.studies.finite_width.figures import weights
from explorer.studies.finite_width.numbers import posterior, recorded_rich
from explorer.studies.finite_width.numbers.posterior import FEWEST_EFFECTIVE, Layers, Request
from explorer.studies.finite_width.numbers.rich_runs import Mean
from explorer.ui import jobs, light, session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.architecture import check_plain
from ntkcore.networks.weight_posterior import Distances

phrase = phrases_of("studies/finite_width")

TASK = "posterior"
_COUNTS, _NOISES = (1000, 4000, 16_000), (0.05, 0.1, 0.2, 0.3, 0.5, 1.0)
_STORED = Phrases("studies/finite_width", "stored")
FIELDS: settings.Fields = {
    "post": settings.Choice(tuple(_STORED)),
    "post_s": settings.Number(0.05, 1.0, 0.2),
    "post_k": settings.Number(500, 20_000, 4000),
}


def controls() -> str | Request | Absent:
    """Draw the choice of data, and for the person's own the settings and the button."""
    chosen = settings.choose(phrase("posterior.data"), "post", _STORED, help=text.section("finite_width", "post_help"))
    if chosen != "scene":
        return chosen
    left, right = st.columns(2)
    with left, settings.together("post_s"):
        settings.pick(phrase("posterior.noise"), "post_s", _NOISES, help=text.section("finite_width", "post_s_help"))
    with right, settings.together("post_k"):
        settings.pick(phrase("posterior.networks"), "post_k", _COUNTS)
    scene = session.current()
    data, arch = scene.dataset, scene.architecture
    check_plain(arch)
    if not 1 <= len(data.x) <= posterior.MOST_POINTS or arch.hidden_layers > posterior.MOST_LAYERS:
        return Absent(
            text.section(
                "finite_width",
                "post_range",
                points=posterior.MOST_POINTS,
                layers=posterior.MOST_LAYERS,
                count=len(data.x),
                depth=arch.hidden_layers,
            )
        )
    asked = Request(arch, data.x, data.y, settings.get("post_s"), int(settings.get("post_k")), scene.seed)
    do, doing = phrase("posterior.do"), phrase("posterior.doing")
    jobs.offer(do, TASK, lambda: posterior.measure(asked), doing, key="start_posterior")
    return asked


def figure(chosen: str | Request) -> None:
    """Draw the stored distances, or the person's own as far as they are measured."""
    if isinstance(chosen, Request):
        jobs.watch(TASK, lambda answer: _draw_fresh(answer, chosen))
        return
    stored = recorded_rich.posterior_of(chosen)
    show(weights.layers_by_width(stored.distances, stored.coefficients, stored.limit), "posterior")
    _tell(stored.distances, stored.limit)
    _compare(stored)
    text.caption("finite_width", "posterior_command", command=recorded_rich.command("posterior"))


def _draw_fresh(answer: Layers | None, asked: Request) -> None:
    if answer is None or not answer.distances:
        text.caption("finite_width", "post_empty")
        return
    if answer.request != asked:
        text.info("finite_width", "post_other")
    show(weights.layers_by_width(answer.distances, answer.coefficients, answer.limit), "posterior")
    _tell(answer.distances, answer.limit)
    few = [each.width for each in answer.distances if each.effective < FEWEST_EFFECTIVE]
    if few:
        text.caption("finite_width", "post_few", widths=", ".join(map(str, few)), fewest=FEWEST_EFFECTIVE)


def _tell(distances: Sequence[Distances], limit: float) -> None:
    """Write the distances at the smallest and at the largest width."""
    first, last = distances[0], distances[-1]
    hidden = [float(each.nats[:-1].sum()) for each in (first, last)]
    text.show(
        "finite_width",
        "posterior_words" if len(distances) > 1 else "posterior_first",
        **({"wide": last.width, "hidden_wide": number(hidden[1], ".2g")} if len(distances) > 1 else {}),
        narrow=first.width,
        hidden=number(hidden[0], ".2g"),
        output=Mean(float(last.nats[-1]), float(last.errors[-1])),
    )
    if limit == limit:
        text.show("finite_width", "posterior_limit", limit=number(limit, ".4g"))


def _compare(stored: recorded_rich.Posterior) -> None:
    """Draw what Markov chains on the weights give beside the weighted networks."""
    by_width = {each.width: each for each in stored.distances}
    rows = []
    for chain in stored.chains:
        each = by_width[int(chain["width"])]
        hidden = Mean(chain["log_evidence"] - each.log_evidence, chain["log_evidence_error"])
        rows.append(
            [
                each.width,
                number(float(each.nats[:-1].sum()), ".3f"),
                str(hidden),
                str(Mean(float(each.nats[-1]), float(each.errors[-1]))),
                str(Mean(chain["last"], chain["last_error"])),
            ]
        )
    text.show("finite_width", "posterior_chains")
    by_chains = phrase("posterior.chains")
    head = [phrase("table.width"), phrase("table.layers"), by_chains, phrase("posterior.output"), by_chains]
    light.table(head, rows, "posterior_chains")


SECTION = Section("finite_width", "posterior", controls, figure=figure, fields=FIELDS)
