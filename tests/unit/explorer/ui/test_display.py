"""Links that lock and hide controls: what is shown, what can be moved, and what is said of unknown names."""

import pytest

from explorer.ui.display import Display, apply, read

KEYS = {"weight_std": "weights", "time": "time", "prior": "prior"}


def control(name, value, **when):
    return {"name": name, "value": value, "when": when, "locked": ""}


CONTROLS = [control("prior", "nngp"), control("time", None, prior="ensemble"), control("weight_std", 1.4)]


def shown(display, controls=tuple(CONTROLS)):
    return {each["name"]: each for each in apply(display, controls, KEYS)}


def test_nothing_is_locked_or_hidden_by_a_link_that_does_not_say_so():
    assert list(shown(Display()).values()) == CONTROLS


def test_controls_are_named_by_the_keys_of_the_link():
    display = Display(lock=("weights",), hide=("time",))
    assert list(shown(display)) == ["prior", "weight_std"]
    assert "keeps this setting" in shown(display)["weight_std"]["locked"]
    assert shown(display)["prior"]["locked"] == ""
    assert shown(Display(lock=("weight_std",)))["weight_std"]["locked"] == ""  # the scene's own name


@pytest.mark.parametrize(("prior", "names"), [("nngp", ["weight_std"]), ("ensemble", ["time", "weight_std"])])
def test_a_hidden_choice_goes_on_deciding_what_depends_on_it(prior, names):
    controls = [control("prior", prior), *CONTROLS[1:]]
    left = shown(Display(hide=("prior",)), controls)
    assert list(left) == names
    assert all(each["when"] == {} for each in left.values())


def test_a_link_is_read_and_written_back():
    problems = []
    display = read(
        {"lock": "weights, BIAS,weights", "hide": "seed", "layers": "3"}, {"weights", "bias", "seed"}, problems
    )
    assert display == Display(("weights", "bias"), ("seed",))
    assert display.pairs == {"lock": "weights,bias", "hide": "seed"}
    assert read(display.pairs, {"weights", "bias", "seed"}, problems) == display
    assert problems == []
    assert read({}, set(), problems).pairs == {}


def test_names_that_mean_nothing_are_told_and_those_of_other_pages_kept():
    problems = []
    display = read({"lock": "weigths,<b>,mode"}, {"weights"}, problems)
    assert display.lock == ("weigths", "mode")
    assert problems == [
        "lock names “weigths”, which is not a setting of this page.",
        "lock names “<b>”, which is not a setting of this page.",
        "lock names “mode”, which is not a setting of this page.",
    ]
