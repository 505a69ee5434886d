"""How to read it: what the playground shows, in words and formulas, and the scene as code."""

import streamlit as st

from explorer.notebook import as_code
from explorer.ui import light, page, session, text

page.open_page("How to read it")

text.show("guide", "title")
text.show("guide", "lead")

st.markdown("## The picture")
text.show("guide", "picture")

st.markdown("## Three distributions over functions")
nngp, ntk, trained = st.tabs(["NNGP", "NTK", "Trained nets"])
with nngp:
    text.show("guide", "nngp")
    st.latex(
        r"\begin{aligned} f\mid\text{data}&\sim\mathcal N(m,\,V)\\"
        r"m&=\mathcal K_{*X}\left(\mathcal K_{XX}+\sigma^2 I\right)^{-1}y\\"
        r"V&=\mathcal K_{**}-\mathcal K_{*X}\left(\mathcal K_{XX}+\sigma^2 I\right)^{-1}\mathcal K_{X*}\end{aligned}"
    )
    st.caption("Neal 1996, ch. 2; Lee et al. 2018, “Deep neural networks as Gaussian processes”.")
with ntk:
    text.show("guide", "ntk")
    st.latex(r"\Theta(x,x') = \mathbb E\,\big\langle \nabla_\theta f(x),\, \nabla_\theta f(x')\big\rangle")
    st.caption("Jacot et al. 2018, “Neural tangent kernel”; He et al. 2020, “Bayesian deep ensembles via the NTK”.")
with trained:
    text.show("guide", "trained")
    st.latex(
        r"\begin{aligned} f_t(x)&=f_0(x)+A_t(x)\left(y-f_0(X)\right)\\"
        r"A_t(x)&=\Theta_{xX}\Theta_{XX}^{-1}\left(I-e^{-\Theta_{XX}t}\right)\\"
        r"f_0&\sim\mathcal N(0,\mathcal K)\end{aligned}"
    )
    text.show("guide", "trained_noise")
    st.caption("Lee et al. 2019, “Wide neural networks of any depth evolve as linear models under gradient descent”.")

st.markdown("## The kernels, layer by layer")
text.show("guide", "layers")
st.latex(
    r"\begin{aligned}\Sigma^{1}&=\sigma_b^2+\sigma_w^2\,xx'\\"
    r"\Sigma^{l+1}&=\sigma_b^2+\sigma_w^2\,\mathbb E[\varphi(u)\varphi(v)]\\"
    r"\Theta^{l+1}&=\Sigma^{l+1}+\sigma_w^2\,\mathbb E[\varphi'(u)\varphi'(v)]\,\Theta^{l}\end{aligned}"
)
text.show("guide", "layers_end")

st.markdown("## Numerical health")
text.show("guide", "health")

st.markdown("## Your scene as code")
text.show("guide", "code")
light.code(as_code(session.current()), "scene_as_code")
page.keep_link()
