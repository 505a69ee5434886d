"""The Training page's file: ensembles that `python -m explorer.sweep` trained without the app."""

from dataclasses import replace

import streamlit as st

from explorer.language import phrases_of
from explorer.scene.scene import Dataset, Scene
from explorer.scene.window import PLOT_INPUTS
from explorer.studies.training.sections.ensembles import Trained, same_scene, units_of
from explorer.ui import light, session, settings, text, uploads
from explorer.ui.section import Section
from ntkcore.networks.ensembles import results
from ntkcore.networks.ensembles.runs import Run

phrase = phrases_of("studies/training")

_COMMAND = "python -m explorer.sweep --out sweep.npz --width 64 256 1024 4096 --networks 32 --steps 2000"


def file_of_a_sweep() -> None:
    """Draw the command of a sweep, and open the file that it wrote."""
    with st.expander(phrase("sweep.title")):
        text.show("training", "sweep_how")
        light.code(f"{_COMMAND} \\\n    --link '{settings.link()}'", "sweep_command")
        file = uploads.uploader(phrase("sweep.open"), "sweep", "npz")
        if file is not None:
            try:
                opened = results.load(file)
            except ValueError as error:
                st.error(str(error))
                return
            if not opened or any(outcome.f.shape[1:] != PLOT_INPUTS.shape for outcome in opened):
                st.error(text.section("training", "sweep_empty"))
                return
            session.of(Trained).outcomes.update({outcome.run: outcome for outcome in opened})
            if any(same_scene(outcome.run) for outcome in opened):
                st.caption(phrase("sweep.opened", count=len(opened)))
            else:
                _offer(opened[0].run)


def _offer(run: Run) -> None:
    """A button that opens the run's network and points, or the reason why the page cannot show them."""
    try:
        scene = _scene_of(run)
    except ValueError as error:  # the library and the sweep allow more than a scene
        st.error(f"{text.section('training', 'sweep_beyond')} {error}")
        return
    st.markdown(text.section("training", "sweep_other"))
    st.button(phrase("sweep.show"), on_click=session.commit, args=(scene,))


def _scene_of(run: Run) -> Scene:
    """The scene on screen with the network, points and noise of `run`. Raises ValueError if it is beyond the limits."""
    units = units_of(run)
    return replace(
        session.current(),
        architecture=run.architecture,
        dataset=Dataset(run.x, run.y),
        noise_std=run.noise_std,
        x_axis=units.x,
        y_axis=units.y,
    )


SECTION = Section("training", "sweep", controls=file_of_a_sweep)
