"""Exported files contain the numbers on screen with all digits, and open the same scene again."""

import csv
import io
import json
import math
import re
from dataclasses import replace

import nbformat
import numpy as np
import pytest

from explorer.export import csv_files, document, notebook, pages, references
from explorer.export.sentence import describe
from explorer.export.taken import Taken
from explorer.grid.view import explore
from explorer.scene import permalink
from explorer.scene.scene import Candidate, Dataset, Pin, Scene
from explorer.scene.units import Axis
from ntkcore import Architecture

SCENES = {
    "first": Scene(),
    "units": Scene(x_axis=Axis(0.1, 14.5, "speed (km/h)"), y_axis=Axis(40.0, 0.5, "volts (V)")),
    "fixed": Scene(
        candidates=(Candidate("A", (-0.5, 0.6), (1.0, -0.6)), Candidate("B", (-0.5, 0.6), (0.0, 0.0))), noise_std=0.0
    ),
    "noisy": Scene(Architecture("erf", 3, 1.5, 0.2), prior="nngp", noise_std=0.1, seed=3),
    "empty": Scene(dataset=Dataset(), candidates=()),
    "finite time": Scene(time=0.7, prior="ensemble"),
    "blocks": Scene(Architecture("erf", 3, 1.5, 0.2, skip="equal", norm="layer")),
}
scenes = pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
WRITERS = (
    csv_files.curves,
    csv_files.answers,
    csv_files.points,
    csv_files.spectrum,
    csv_files.kernel,
    document.write,
    pages.script,
    notebook.write,
)


def table(text):
    """Columns of the first table of a CSV file by name, with its comment lines."""
    lines = text.split("\n\n")[0].splitlines()
    comments = [line for line in lines if line.startswith("#")]
    rows = list(csv.reader(io.StringIO("\n".join(lines[len(comments) :]))))
    return {name: [row[i] for row in rows[1:]] for i, name in enumerate(rows[0])}, comments


def numbers(column):
    return np.array([float(cell) for cell in column])


@scenes
def test_curves_are_those_on_screen_in_the_persons_units(scene):
    columns, comments = table(csv_files.curves(Taken(scene)))
    view, (x_axis, y_axis) = explore(scene), scene.units
    assert np.array_equal(numbers(columns["x"]), x_axis.values(view.grid))
    mean, std = y_axis.centre + view.mean / y_axis.scale, view.std / y_axis.scale
    assert numbers(columns["mean"]) == pytest.approx(mean, rel=1e-15, abs=1e-15)
    assert numbers(columns["mean_plus_2_std"]) == pytest.approx(mean + 2 * std, rel=1e-14, abs=1e-14)
    assert numbers(columns["mean_minus_std"]) == pytest.approx(mean - std, rel=1e-14, abs=1e-14)
    samples = np.array([numbers(columns[f"sample_{i}"]) for i in range(1, 6)])
    assert samples == pytest.approx(y_axis.centre + view.samples / y_axis.scale, rel=1e-14, abs=1e-14)
    network = scene.architecture
    for setting in (f"activation = {network.activation}", f"weight_std = {network.weight_std!r}"):
        assert f"# {setting}" in comments
    if y_axis.name:
        assert "# units of y: volts (V); in the window y = 40.0 * (value - 0.5)" in comments


@scenes
def test_answers_points_kernel_and_spectrum_are_those_on_screen(scene):
    view, taken = explore(scene), Taken(scene)
    columns, comments = table(csv_files.answers(taken))
    answers = [(group, answer) for group in view.groups for answer in group.answers]
    assert columns["name"] == [answer.name for _, answer in answers]
    shift = math.log(scene.y_axis.scale)
    assert numbers(columns["log_p"]) == pytest.approx([a.log_p + g.free * shift for g, a in answers], rel=1e-14)
    evidence = view.log_evidence + len(scene.dataset.y) * shift
    assert f"# log evidence of the training labels = {evidence!r} nats" in comments
    columns, _ = table(csv_files.points(taken))
    assert numbers(next(iter(columns.values()))) == pytest.approx(
        [scene.x_axis.to_data(x) for x in scene.dataset.x], rel=1e-15
    )
    columns, _ = table(csv_files.kernel(taken))
    assert np.array_equal(np.array([numbers(column) for column in list(columns.values())[1:]]).T, view.kernel)
    columns, _ = table(csv_files.spectrum(taken))
    expected = np.linalg.eigvalsh(view.kernel)[::-1] / 301
    assert numbers(columns["eigenvalue_on_window"]) == pytest.approx(expected, abs=1e-13 * expected[0])
    count = len(view.values)
    assert np.array_equal(numbers(columns["eigenvalue_on_points"][:count]), view.values)
    assert columns["eigenvalue_on_points"][count:] == [""] * (301 - count)


@scenes
def test_the_document_has_scene_and_results(scene):
    content, view = json.loads(document.write(Taken(scene))), explore(scene)
    results = content["results"]
    assert np.array_equal(results["mean"], view.mean)
    assert np.array_equal(results["samples"], view.samples)
    shown = [answer.log_p for group in view.groups for answer in group.answers]
    assert [float(each["log_p"]) for group in results["answers"] for each in group["labels"]] == shown
    assert content["scene"]["time"] == ("inf" if math.isinf(scene.time) else scene.time)
    assert content["scene"]["points"] == {"x": list(scene.dataset.x), "y": list(scene.dataset.y)}
    assert content["description"] == describe(scene)


@pytest.mark.parametrize("beside", [False, True])
def test_what_is_pinned_is_exported_as_it_is_drawn(beside):
    pinned = Scene(Architecture("erf", 3, 1.5, 0.2), Dataset((0.1,), (0.5,)), prior="nngp", noise_std=0.1)
    scene = replace(SCENES["units"], pin=Pin.of(pinned, beside=beside))
    drawn = explore(replace(pinned, dataset=scene.dataset) if beside else pinned)
    mean, std = scene.y_axis.values(drawn.mean), scene.y_axis.lengths(drawn.std)
    columns, comments = table(csv_files.curves(Taken(scene)))
    assert np.array_equal(numbers(columns["pinned_mean"]), mean)
    assert np.array_equal(numbers(columns["pinned_std"]), std)
    assert f"# {describe(scene)}" in comments
    content = json.loads(document.write(Taken(scene)))
    assert np.array_equal(content["results"]["pinned"]["mean"], drawn.mean)
    assert content["scene"]["pin"]["points"] == {"x": [0.1], "y": [0.5]}
    assert content["scene"]["pin"]["beside"] is beside
    names = {}
    exec(compile(pages.script(Taken(scene)), "script", "exec"), names)
    assert names["pinned_mean"] == pytest.approx(mean, rel=1e-9, abs=1e-9)
    assert names["pinned_std"] == pytest.approx(std, rel=1e-6, abs=1e-9)
    assert 'axes.plot(inputs, pinned_mean, "--"' in notebook.write(Taken(scene)).replace('\\"', '"')
    for write in WRITERS:
        origin = document.read_origin(write(Taken(scene)))
        assert origin is not None
        assert permalink.decode(origin.link) == (scene, ())


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: f"{write.__module__}.{write.__name__}")
@pytest.mark.parametrize("name", ["first", "units", "fixed"])
def test_every_text_opens_the_scene_again(write, name):
    scene = SCENES[name]
    for text in (write(Taken(scene)), "\ufeff" + write(Taken(scene)).replace("\n", "\r\n")):
        origin = document.read_origin(text)
        assert origin is not None
        assert permalink.decode(origin.link) == (scene, ())
        assert origin.page == ""


def test_page_and_settings_come_back():
    taken = Taken(
        Scene(), "prior", {"show": "kernel", "a": 0.25, "b": 0.5}, "v=2&show=kernel&a=0.25", "http://localhost:8501"
    )
    for write in WRITERS:
        assert document.read_origin(write(taken)) == ("v=2&show=kernel&a=0.25", "prior")
    assert "# link = http://localhost:8501/prior?v=2&show=kernel&a=0.25" in csv_files.points(taken)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"format": "ntk-expl', "damaged JSON at line 1"),
        ("{" * 100_000, "damaged JSON"),
        ('{"a": 1}', "not from NTK Explorer"),
        ('{"format": "ntk-explorer", "link": 3}', "not from NTK Explorer"),
        ('{"nbformat": 4, "metadata": [], "cells": []}', "not from NTK Explorer"),
        ("{" + " " * 2**22, "too large"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(text, told):
    with pytest.raises(ValueError, match=told) as refusal:
        document.read_origin(text)
    assert "\n" not in str(refusal.value)


def test_other_texts_have_no_scene():
    assert document.read_origin("x,y\n0.1,0.2\n") is None
    assert document.read_origin("") is None


def test_a_notebook_is_valid_and_gives_the_numbers_on_screen():
    scene = replace(SCENES["units"], candidates=(Candidate("A", (0.2,), (0.4,)),), noise_std=0.05)
    made = nbformat.reads(notebook.write(Taken(scene)), as_version=4)
    nbformat.validate(made)
    names, view = {}, explore(scene)
    code = [cell.source for cell in made.cells if cell.cell_type == "code"]
    exec(compile("\n".join(code).replace("plt.show()", ""), "notebook", "exec"), names)
    y_axis = scene.y_axis
    assert names["mean"] == pytest.approx(0.5 + view.mean / 40.0, rel=1e-9)
    assert names["bands"][2][1] == pytest.approx(y_axis.values(view.mean + 2 * view.std), rel=1e-8)
    shown = view.groups[0].answers[0].log_p + math.log(40.0)
    assert names["log_p"] == {"A": pytest.approx(shown, rel=1e-9)}
    axes = names["axes"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("speed (km/h)", "volts (V)")
    line = axes.get_lines()[0]
    assert np.array_equal(line.get_ydata(), names["mean"])
    names["plt"].close("all")


def test_references_are_those_of_the_methods_shown():
    relu, erf = Taken(Scene()), Taken(Scene(Architecture("erf", 1, 1.0, 1.0), prior="nngp"))
    assert {"cho2009", "jacot2018", "lee2019", "neal1996"} <= set(references.cited(relu))
    assert "jacot2018" not in references.cited(erf)
    assert not {"he2016", "ba2016"} & set(references.cited(erf))
    assert {"he2016", "yang2017", "ba2016"} <= set(references.cited(Taken(SCENES["blocks"])))
    assert {"williams1997", "matthews2018", "rasmussen2006"} <= set(references.cited(erf))
    for taken in (relu, erf, replace(relu, page="eigenmodes"), replace(relu, page="training")):
        entries = references.bibtex(taken).split("\n@")
        assert len(entries) == len(references.cited(taken))
        for entry in entries:
            assert entry.count("{") == entry.count("}")
            assert "title = {" in entry
            assert "author = {" in entry
            assert "year = {" in entry
    years = re.findall(r"year = \{(\d+)\}", references.bibtex(replace(relu, page="training")))
    assert years == sorted(years)
    for page, keys in references._BY_PAGE.items():
        assert set(keys) <= set(re.findall(r"@\w+\{(\w+),", references.bibtex(replace(relu, page=page))))


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_a_scene_is_told_in_sentences(scene):
    sentence = describe(scene)
    assert sentence[0].isupper()
    assert sentence.endswith("?" if scene.candidates else ".")
    assert "\n" not in sentence
    count = {0: "No", 5: "Five"}[len(scene.dataset.x)]
    assert sentence.startswith(f"{count} training points")


def test_a_sentence_has_the_numbers_on_screen():
    assert "erf networks with 3 hidden layers, equal skip connections and layer norm" in describe(SCENES["blocks"])
    assert describe(SCENES["units"]) == (
        "Five training points of volts (V) against speed (km/h). Infinitely wide ReLU networks with 2 hidden layers, "
        "after training (weight size 2, bias size 1, no label noise). "
        "How likely are the values A = 0.5325 and B = 0.505 at speed (km/h) = 15.5?"
    )


@pytest.mark.parametrize("name", ["=1+1", "+1", "-x", "@SUM(A1)", "=HYPERLINK(1)"])
def test_no_name_is_computed_by_a_spreadsheet(name):
    scene = Scene(x_axis=Axis(0.1, 14.5, name), y_axis=Axis(40.0, 0.5, name))
    text = csv_files.points(Taken(scene))
    head = next(row for row in csv.reader(io.StringIO(text)) if not row[0].startswith("#"))
    assert head == [f"'{name}"] * 2
