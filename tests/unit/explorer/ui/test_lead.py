"""The first words of the playground fit whichever networks are chosen."""

import math
from dataclasses import replace

import pytest

from explorer.scene.scene import Scene
from explorer.ui import lead
from ntkcore.choices import Activation, Distribution

JARGON = ("NTK", "NNGP", "nats", "σ", "jitter", "Θ", "posterior", "kernel slice", "Gaussian process")


@pytest.mark.parametrize("prior", Distribution)
def test_the_picture_is_explained_without_a_term_of_the_trade(prior):
    title, _, explanation = lead.markdown(Scene(prior=prior)).partition("\n\n")
    assert title == "# What do very wide networks predict?"
    for thing in ("The dots are your data.", "The line is", "band"):
        assert thing in explanation
    assert not [term for term in JARGON if term in explanation]


def test_the_moment_of_training_is_the_one_that_is_drawn():
    scene = Scene()
    assert "after training; the band" in lead.markdown(scene)
    assert "before any training; the band" in lead.markdown(replace(scene, time=0.0))
    assert "after training for a time t = 3.16; the band" in lead.markdown(replace(scene, time=3.16))
    assert "t =" not in lead.markdown(replace(scene, time=math.inf))


def test_random_networks_pass_through_the_dots_only_without_noise():
    assert "pass through the dots" in lead.markdown(Scene(prior="nngp"))
    assert "pass close to the dots" in lead.markdown(Scene(prior="nngp", noise_std=0.1))


def test_no_network_looks_like_the_kernel_used_as_a_prior():
    explanation = lead.markdown(Scene(prior="ntk"))
    assert "No network looks like them" in explanation
    assert "the lines are jagged" in explanation
    smooth = replace(Scene(prior="ntk"), architecture=replace(Scene().architecture, activation=Activation.GELU))
    assert "jagged" not in lead.markdown(smooth)
