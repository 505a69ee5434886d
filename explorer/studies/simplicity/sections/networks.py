"""The Simplicity page's real networks: thousands are trained while one watches, and compared with each law."""

import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.simplicity.figures import trained
from explorer.studies.simplicity.numbers import sampling
from explorer.studies.simplicity.numbers.functions import Refused
from explorer.studies.simplicity.sections import problem
from explorer.studies.simplicity.sections.training import by_chance, percent
from explorer.ui import jobs, light, session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.boolean.completions import Descent, Law, Optimiser

phrase = phrases_of("studies/simplicity")

_TASK = "sampling"
_WIDTHS, _NETWORKS = (16, 32, 64, 128, 256, 512), (500, 1000, 2000, 5000, 10_000)
FIELDS: settings.Fields = {
    "rule": settings.Choice(tuple(Optimiser)),
    "neurons": settings.Number(2, 1024, 64),
    "runs": settings.Number(100, 20_000, 2000),
    "beside": settings.Choice((sampling.STOPPED, sampling.BAYES, sampling.CONVERGED, sampling.REGRESSION)),
}


def question() -> problem.Question | Absent:
    """The problem of the section above."""
    asked = sampling.problem_of(settings.get("target"), settings.get("shown"))
    if asked is None:
        return Absent(text.section("simplicity", "networks_none"))
    arch = session.current().architecture
    if isinstance(sampling.exact_laws(arch, asked), Refused):
        return Absent(text.section("simplicity", "networks_none"))
    return problem.Question(arch, asked)


def controls() -> problem.Question | Absent:
    """Draw the settings of the networks and the button that trains them."""
    asked = question()
    if isinstance(asked, Absent):
        return asked
    left, middle, right = st.columns(3)
    with left, settings.together("loss"):
        problem.pick_loss()
    with middle, settings.together("rule"):
        settings.choose(
            phrase("networks.rule"), "rule", problem.RULES, help=text.section("simplicity", "networks_rule")
        )
    with right, settings.together("size"):
        settings.pick(phrase("networks.width"), "neurons", _WIDTHS)
        settings.pick(phrase("networks.count"), "runs", _NETWORKS)
    descent = problem.descent_of(
        asked,
        steps=sampling.STEPS,
        width=int(settings.get("neurons")),
        networks=int(settings.get("runs")),
        rule=settings.get("rule"),
    )
    label, doing = (phrase(f"networks.{key}", count=descent.networks) for key in ("train", "doing"))
    start_button(label, _TASK, descent, sampling.seconds(descent), sampling.train, doing)
    return asked


def start_button(label: str, task: str, descent: Descent, seconds: float, make, doing: str) -> None:
    """Draw the button that starts a job, with its share of the time limit below it."""
    share = seconds / sampling.MOST_SECONDS
    too_much = share > 1.0
    jobs.offer(label, task, lambda: make(descent), doing, disabled=too_much)
    if too_much:
        st.caption(text.section("simplicity", "networks_limit", times=number(share, ".1f")))
    else:
        st.caption(phrase("networks.share", share=max(1, round(100 * share))))


def watch(asked: problem.Question) -> None:
    """Draw the answer as far as it is computed, and draw it again while the computation runs."""
    jobs.watch(_TASK, lambda answer: networks(answer, asked))


def networks(answer: sampling.Answer | None, asked: problem.Question) -> None:
    """Draw one dot for each function, the distances to the laws, and what they mean."""
    if answer is None or answer.networks is None:
        return
    descent = answer.descent
    if (descent.architecture, descent.problem) != asked:
        st.info(text.section("simplicity", "networks_other"))
    theories = sampling.laws(descent.architecture, descent.problem, descent.loss)
    if isinstance(theories, Refused):
        return
    if answer.same is not None:
        theories = theories | {sampling.SAME: answer.same}
    st.markdown(text.together(_title(answer)))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        offered = {name: trained.NAMES[name] for name in sampling.LAWS}
        beside = settings.choose(phrase("networks.against"), "beside", offered, as_menu=True)
        show(trained.counted(theories[beside], beside, answer.networks, descent.problem), "counted")
    distances = sampling.to_laws(answer.networks, theories)
    with right:
        _verdict(distances, answer)
    _table(distances, theories, answer)


def _title(answer: sampling.Answer) -> str:
    descent = answer.descent
    return phrase(
        "networks.title",
        count=answer.networks.draws if answer.networks else 0,
        width=descent.width,
        loss=problem.LOSSES[descent.loss],
        rule=problem.RULES[descent.optimiser],
        end=phrase("networks.stopped" if descent.stop else "networks.trained_on"),
        steps=number(answer.steps, ".0f"),
    )


def _table(distances: dict[str, sampling.Distance], theories: dict[str, Law], answer: sampling.Answer) -> None:
    wrong = answer.descent.problem.error
    rows = [
        [
            trained.NAMES[name],
            number(each.variation, ".3f"),
            by_chance(each),
            percent(wrong(theories[name].p)),
        ]
        for name, each in distances.items()
    ]
    if answer.networks is not None:
        rows.append([phrase("networks.these"), "", "", percent(wrong(answer.networks.p))])
    light.table([phrase(key) for key in ("networks.law", "variation", "alone", "wrong")], rows, "distances")


def _verdict(distances: dict[str, sampling.Distance], answer: sampling.Answer) -> None:
    """Write which law is nearest, and whether chance explains the distance."""
    nearest = min(distances, key=lambda name: distances[name].variation)
    near, bayes = distances[nearest], distances[sampling.BAYES]
    text.show(
        "simplicity",
        "networks_within" if near.is_within else "networks_near",
        law=trained.NAMES[nearest],
        variation=number(near.variation, ".3f"),
        noise=by_chance(near),
    )
    if nearest != sampling.BAYES:
        name = "networks_bayes_within" if bayes.is_within else "networks_bayes"
        text.show(
            "simplicity",
            name,
            variation=number(bayes.variation, ".3f"),
            noise=number(bayes.noise.mean, ".3f"),
        )
    if answer.networks is not None and answer.networks.missed:
        text.caption("simplicity", "networks_missed", missed=answer.networks.missed, steps=sampling.STEPS)


SECTION = Section("simplicity", "networks", controls, figure=watch, fields={**problem.FIELDS, **FIELDS})
