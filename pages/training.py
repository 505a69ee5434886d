"""Training: gradient flow with a clock, real networks over the theory, three ways to be lazy, the kernel's limit."""

import streamlit as st

from ntkcore.scene import Prior
from pages.ui import controls, flow, jobs, page, state, trained, training

page.open_page("Training", training.FIELDS, figures=True)
controls.network_controls()
with st.sidebar:
    controls.noise_control(Prior.ENSEMBLE)

st.markdown("# Watch it learn")
if not state.current().dataset.x:
    st.info("There is nothing to learn yet: place some points in the Playground, or take the first five.")
    st.button("Take five points", on_click=state.commit, args=(state.current().with_preset("five points"),))
    page.keep_link()
    st.stop()

st.markdown(
    "An infinitely wide network that is trained by gradient descent on ½Σ(f − y)² follows a *linear* equation: its "
    "tangent kernel Θ stands still. So the whole of training is known in advance. **Play it, step through it, or drag "
    "the time t.**"
)
flow.clock()
st.caption(
    "**Above:** red lines are the residuals that are left. **Loss:** of the mean, with the proof that it converges: it "
    "stays below the dashed line. **By eigenmode:** what each one of Θ on your points has still to learn; outlines "
    "show the start, and large λ goes first."
)
st.latex(
    r"\begin{aligned} f_t(x) &= f_0(x) + A_t(x)\left(y-f_0(X)\right),\\"
    r"A_t(x) &= \Theta_{xX}\Theta_{XX}^{-1}\left(I-e^{-\Theta_{XX}t}\right)\end{aligned}"
)
st.latex(r"L(t)=\tfrac12\sum_k (v_k^\top y)^2 e^{-2\lambda_k t}\;\le\; e^{-2\lambda_{\min}t}\,L(0)")
st.caption("Jacot et al. 2018, §5; Du et al. 2019, theorem 3.2 (in the limit of width). " + flow.with_noise())

st.markdown("## Three distributions, one data set")
flow.bands()

st.markdown("## Real networks")
st.markdown(
    "Now train networks of finite width on your points, with every weight moving, and lay them over the theory. "
    "The theory needs them to be *lazy*: to learn without their kernel changing. There are three ways to get there."
)
training.settings()
training.start_buttons()
jobs.watch("ensembles", trained.ensembles)
trained.file_of_a_sweep()

st.markdown("## Steps instead of a flow")
st.markdown(
    r"Gradient descent takes steps of size η. Small ones follow the flow; beyond $\eta = 2/\lambda_{\max}$ the fastest "
    "mode overshoots more each time, and training blows up."
)
training.learning_rates()

st.markdown("## The kernel itself converges")
st.markdown(
    "Each random network has a tangent kernel of its own. The wider, the closer it is to the limit, and the less "
    "it moves in training: that is why the theory holds."
)
training.kernel_button()
jobs.watch("kernels", trained.kernels)
page.keep_link()
