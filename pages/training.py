"""Training: gradient flow with a clock, real networks over the theory, three ways to be lazy, the kernel's limit."""

import streamlit as st

from explorer.studies.training.sections import clock as flow
from explorer.studies.training.sections import results as trained
from explorer.studies.training.sections import train as training
from explorer.ui import caution, controls, jobs, page, session, text
from ntkcore.choices import Distribution

page.open_page("Training", training.FIELDS, figures=True)
controls.network_controls()
with st.sidebar:
    controls.noise_control(Distribution.ENSEMBLE)

text.show("training", "title")
if not session.current().dataset.x:
    st.info(text.section("training", "empty"))
    st.button("Take five points", on_click=session.commit, args=(session.current().with_preset("five points"),))
    page.keep_link()
    st.stop()

text.show("training", "lead")
caution.caution_of(Distribution.ENSEMBLE)
flow.clock()
text.caption("training", "clock")
st.latex(
    r"\begin{aligned} f_t(x) &= f_0(x) + A_t(x)\left(y-f_0(X)\right),\\"
    r"A_t(x) &= \Theta_{xX}\Theta_{XX}^{-1}\left(I-e^{-\Theta_{XX}t}\right)\end{aligned}"
)
st.latex(r"L(t)=\tfrac12\sum_k (v_k^\top y)^2 e^{-2\lambda_k t}\;\le\; e^{-2\lambda_{\min}t}\,L(0)")
text.caption("training", "clock_sources", noise=flow.with_noise())

st.markdown("## Three distributions, one data set")
flow.bands()

st.markdown("## Real networks")
text.show("training", "networks")
trained.showcase()
st.markdown("### Train your own")
training.run_controls()
training.start_buttons()
jobs.watch("ensembles", trained.ensembles)
trained.file_of_a_sweep()

st.markdown("## Steps instead of a flow")
text.show("training", "steps")
training.learning_rates()

st.markdown("## The kernel itself converges")
text.show("training", "kernels")
training.kernel_button()
jobs.watch("kernels", trained.kernels)
page.keep_link()
