"""How to read it: what the playground shows, in words and formulas, and the scene as code."""

import streamlit as st

from ntkcore.notebook import as_code
from pages.ui import light, page, state

page.open_page("How to read it")

st.markdown("# How to read it")
st.markdown(
    "Take a network that is so wide that adding neurons no longer changes anything. Draw its weights at random, "
    "again and again: the functions that come out follow a **Gaussian process**, a distribution that is known "
    "exactly. So one can ask it things without training a single network: *given these points, how likely is that "
    "label over there?*"
)

st.markdown("## The picture")
st.markdown(
    "- **Dots** are training points. **The line** is the mean of the chosen distribution given those points, "
    "the dark and light **bands** are ±1σ and ±2σ of f, and the **thin lines** are five functions drawn from it.\n"
    "- **Diamonds** are labels that you ask about. The grey shape beside them is the density p(y | data) there.\n"
    "- **log p** is the natural logarithm of that density, in nats. It is a density: it can be above 0, and "
    "only labels at the same inputs can be compared. “10⁷× less likely” compares two labels at one input.\n"
    "- A candidate with labels at several inputs is a **hypothesis**: its log p is that of all its labels together."
)

st.markdown("## Three distributions over functions")
nngp, ntk, trained = st.tabs(["NNGP", "NTK", "Trained nets"])
with nngp:
    st.markdown(
        "Draw networks at random and keep those that fit the data: the Bayesian posterior, with kernel 𝒦, the "
        "covariance of the random functions. Training only the last layer of a wide network gives the same."
    )
    st.latex(r"f \mid \text{data} \sim \mathcal N\!\left(\mathcal K_{*X}(\mathcal K_{XX}+\sigma^2 I)^{-1}y,\;"
             r"\mathcal K_{**}-\mathcal K_{*X}(\mathcal K_{XX}+\sigma^2 I)^{-1}\mathcal K_{X*}\right)")  # fmt: skip
    st.caption("Neal 1996, ch. 2; Lee et al. 2018, “Deep neural networks as Gaussian processes”.")
with ntk:
    st.markdown(
        "The same formula with the tangent kernel Θ as the covariance. Its mean is that of trained wide networks; "
        "its bands are not: they are several times wider than the spread of trained networks."
    )
    st.latex(r"\Theta(x,x') = \mathbb E\,\big\langle \nabla_\theta f(x),\, \nabla_\theta f(x')\big\rangle")
    st.caption("Jacot et al. 2018, “Neural tangent kernel”; He et al. 2020, “Bayesian deep ensembles via the NTK”.")
with trained:
    st.markdown(
        "Start many wide networks at random and train each by gradient descent on ½Σ(f − y)² for a time t. The random "
        "start f₀ does not vanish at infinite width, only its mean does, so trained networks still differ:"
    )
    st.latex(r"f_t(x) = f_0(x) + \Theta_{xX}\Theta_{XX}^{-1}\left(I-e^{-\Theta_{XX}t}\right)\left(y-f_0(X)\right),"
             r"\qquad f_0\sim\mathcal N(0,\mathcal K)")  # fmt: skip
    st.markdown(
        "With noise σ, training is pulled back to its start by ½σ²‖θ − θ₀‖², and Θ becomes Θ + σ²I in the inverse."
    )
    st.caption("Lee et al. 2019, “Wide neural networks of any depth evolve as linear models under gradient descent”.")

st.markdown("## The kernels, layer by layer")
st.markdown("Each hidden layer takes two Gaussian averages, of the activation φ and of its slope φ′:")
st.latex(r"\Sigma^{1}=\sigma_b^2+\sigma_w^2\,xx',\qquad"
         r"\Sigma^{l+1}=\sigma_b^2+\sigma_w^2\,\mathbb E[\varphi(u)\varphi(v)],\qquad"
         r" \Theta^{l+1}=\Sigma^{l+1}+\sigma_w^2\,\mathbb E[\varphi'(u)\varphi'(v)]\,\Theta^{l}")  # fmt: skip
st.markdown(
    "where (u, v) is Gaussian with the covariance Σˡ of the two inputs, and Θ¹ = Σ¹. "
    "The last Σ is 𝒦, the last Θ the NTK."
)

st.markdown("## Numerical health")
st.markdown(
    "The **condition number** says how much the kernel matrix magnifies rounding: with 10ᵏ, about 16 − k digits are "
    "left. If the matrix is singular to rounding (points that coincide, or a kernel that is too smooth), a fixed "
    "**jitter**, 10⁻¹² of the mean of k(x, x), is added to its diagonal, and the playground says so."
)

st.markdown("## Your scene as code")
st.markdown("These lines give each candidate's log p on your screen, from the same library:")
light.code(as_code(state.current()), "scene_as_code")
page.keep_link()
