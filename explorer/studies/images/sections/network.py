"""The settings of the two networks on the Images page: what they have in common, and which kernel is compared."""

import streamlit as st

from explorer.language import phrases_of
from explorer.scene.limits import ACTIVATIONS, LIMITS
from explorer.studies.images.numbers.networks import KERNELS, SHIPPED, Chosen
from explorer.ui import controls, settings
from explorer.ui.kernels import NAMES
from ntkcore.choices import Activation, Kernel

phrase = phrases_of("studies/images")

_LAYERS = 3
_WEIGHTS = (1.0, 1.2, 2.0**0.5, 1.6, 2.0)
_BIASES = (0.0, 0.1, 0.3, 1.0)
FIELDS: settings.Fields = {
    "phi": settings.Choice(tuple(map(str, ACTIVATIONS))),
    "deep": settings.Number(1, _LAYERS, SHIPPED.hidden_layers),
    "std_w": settings.Number(LIMITS["weight_std"].low, LIMITS["weight_std"].high, SHIPPED.weight_std),
    "std_b": settings.Number(LIMITS["bias_std"].low, LIMITS["bias_std"].high, SHIPPED.bias_std),
    "by": settings.Choice(tuple(map(str, KERNELS))),
}


def pick_network() -> tuple[Chosen, Kernel]:
    """Draw the network's settings and the kernel; return them."""
    with st.expander(phrase("network.title")), settings.together("network"):
        names = {str(each): controls.activation_names()[each] for each in ACTIVATIONS}
        settings.choose(phrase("network.activations"), "phi", names, as_menu=True)
        settings.slide(phrase("network.layers"), "deep")
        settings.pick(phrase("network.weight"), "std_w", _WEIGHTS)
        settings.pick(phrase("network.bias"), "std_b", _BIASES)
        settings.choose(phrase("network.kernel"), "by", {str(kernel): NAMES[kernel] for kernel in KERNELS})
    return network()


def network() -> tuple[Chosen, Kernel]:
    """The networks and the kernel that are chosen."""
    chosen = Chosen(Activation(settings.get("phi")), *(settings.get(key) for key in ("deep", "std_w", "std_b")))
    return chosen, Kernel(settings.get("by"))
