"""The Training page's file: ensembles that `python -m explorer.sweep` trained without the app."""

from dataclasses import replace

import streamlit as st

from explorer.scene import permalink
from explorer.scene.scene import Dataset
from explorer.studies.training.sections.ensembles import Trained, same_scene, units_of
from explorer.ui import light, session, text
from explorer.ui.section import Section
from ntkcore.networks.ensembles import results
from ntkcore.networks.ensembles.runs import Run

_COMMAND = "python -m explorer.sweep --out sweep.npz --width 64 256 1024 4096 --networks 32 --steps 2000"


def file_of_a_sweep() -> None:
    """Open what `python -m explorer.sweep` wrote."""
    with st.expander("Longer training, without the app"):
        text.show("training", "sweep_how")
        light.code(f"{_COMMAND} \\\n    --link '{permalink.encode(session.current())}'", "sweep_command")
        file = st.file_uploader("Open the file that it wrote", type="npz", key="sweep")
        if file is not None:
            try:
                opened = results.load(file)
            except ValueError as error:
                st.error(str(error))
                return
            session.of(Trained).outcomes.update({outcome.run: outcome for outcome in opened})
            if not any(same_scene(outcome.run) for outcome in opened):
                st.markdown(text.section("training", "sweep_other"))
                st.button("Show these", on_click=_take_scene, args=(opened[0].run,))
            else:
                st.caption(f"Ensembles of this file in the table above: {len(opened)}.")


def _take_scene(run: Run) -> None:
    units = units_of(run)
    session.commit(
        replace(
            session.current(),
            architecture=run.architecture,
            dataset=Dataset(run.x, run.y),
            noise_std=run.noise_std,
            x_axis=units.x,
            y_axis=units.y,
        )
    )


SECTION = Section("training", "sweep", controls=file_of_a_sweep)
