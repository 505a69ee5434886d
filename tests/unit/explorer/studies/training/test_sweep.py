"""Sweeps from the command line: the same on one device, on eight and in two processes; killed, they go on."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from explorer.scene.scene import Scene
from explorer.studies.training import sweep
from ntkcore import Architecture
from ntkcore.networks.ensembles import results
from ntkcore.networks.ensembles.runs import Run
from tests.conftest import ROOT

LINK = "https://somewhere/training?v=1&activation=erf&layers=1&points=-0.9,0.5;0.1,-0.3;1.2,0.8"
CELLS = ("--link", LINK, "--width", "16", "--networks", "10", "--steps", "40", "--scale", "1", "3", "--rate", "0.4")
SECONDS = 120


def command(out, *more, flags=""):
    flags = f"{os.environ.get('XLA_FLAGS', '')} {flags}".strip()  # to XLA, a blank would be the name of a file
    environment = os.environ | {"XLA_FLAGS": flags, "JAX_PLATFORMS": "cpu"}
    return subprocess.Popen(
        [sys.executable, "-m", "explorer.sweep", "--out", str(out), *CELLS, *more],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def runs_of(*more):
    arguments = sweep.parser().parse_args(["--out", "unused", *CELLS, *more])
    return sweep.runs_of(arguments, sweep.read_link(arguments.link))


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """On the one device of this process, uninterrupted."""
    sweep.sweep(runs_of(), tmp_path_factory.mktemp("here") / "a.npz", progress=False)
    return results.load(tmp_path_factory.getbasetemp() / "here0" / "a.npz")


def assert_same(ours, theirs):
    assert [outcome.run for outcome in ours] == [outcome.run for outcome in theirs]
    for outcome, reference in zip(ours, theirs, strict=True):
        assert outcome.step == reference.step == 40
        np.testing.assert_array_equal(outcome.f, reference.f)
        np.testing.assert_array_equal(outcome.loss, reference.loss)


def test_devices_and_processes_share_the_work_and_change_no_bit(expected, tmp_path):
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        address = f"localhost:{probe.getsockname()[1]}"
    hosts = ("--coordinator", address, "--processes", "2", "--process")
    started = [
        command(tmp_path / "eight.npz", flags="--xla_force_host_platform_device_count=8"),
        *(command(tmp_path / "two.npz", *hosts, str(number)) for number in range(2)),
    ]
    printed = [process.communicate(timeout=SECONDS)[0] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], printed
    assert "step 40/40" in printed[0]
    assert "step" not in printed[2]  # the second process leaves the talking to the first
    for name in ("eight", "two"):
        assert_same(results.load(tmp_path / f"{name}.npz"), expected)


def test_killed_it_goes_on_where_it_was(expected, tmp_path, capsys):
    out = tmp_path / "killed.npz"
    state = tmp_path / "killed.npz.state"
    process = command(out, "--save-every", "0")
    deadline = time.monotonic() + SECONDS
    while not state.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    if out.exists():
        assert_same(results.load(out), expected[: len(results.load(out))])
    kept = results.read(state)[0]["step"] if state.exists() else 0
    outcomes = sweep.sweep(runs_of(), out)
    first = re.search(r"step (\d+)/40", capsys.readouterr().out)
    assert first is not None
    assert int(first[1]) > kept  # what was learned is not learned again
    assert_same(results.load(out), expected)
    assert len(outcomes) == 2
    assert not state.exists()
    sweep.sweep(runs_of(), out)
    assert capsys.readouterr().out == ""  # all is done


def test_a_file_that_is_not_of_a_sweep_is_refused(tmp_path):
    path = tmp_path / "x.npz"
    path.write_bytes(b"PK no")
    with pytest.raises(ValueError, match="not a file of trained ensembles"):
        results.load(path)
    np.savez(path, f=np.zeros(3))
    with pytest.raises(ValueError, match="not a file of trained ensembles"):
        results.load(path)
    results.write_atomically(path, {"format": "something else"}, {})
    with pytest.raises(ValueError, match="contains no trained ensembles"):
        results.load(path)


def test_the_grid_is_every_combination_once_cheapest_first():
    cells = runs_of("--width", "64", "16", "--bias", "0.1", "0.5", "--seed", "1", "1")
    assert len(cells) == 8
    assert [run.work for run in cells] == sorted(run.work for run in cells)
    assert cells[0] == Run(
        cells[0].architecture, (-0.9, 0.1, 1.2), (0.5, -0.3, 0.8), width=16, networks=10, steps=40, rate=0.4, seed=1
    )


def runs_at(link, *more):
    return sweep.runs_of(sweep.parser().parse_args(["--out", "unused", *more]), sweep.read_link(link))


def test_settings_of_the_training_page_count_where_the_command_line_leaves_them_open():
    link = f"{LINK}&seed=7&width=32&nets=3&steps=50&rate=0.5&alpha=30&model=linearised&start=subtracted"
    (run,) = runs_at(link)
    network = Architecture("erf", 1, 2**0.5, 0.3)
    assert run == Run(
        network,
        (-0.9, 0.1, 1.2),
        (0.5, -0.3, 0.8),
        width=32,
        networks=3,
        steps=50,
        rate=0.5,
        scale=30.0,
        keep_start=False,
        linearised=True,
        seed=7,
    )
    named = ("--width", "16", "--networks", "2", "--steps", "9", "--rate", "0.1", "--scale", "2", "--seed", "1")
    assert runs_at(link, *named) == [replace(run, width=16, networks=2, steps=9, rate=0.1, scale=2.0, seed=1)]
    assert [(run.width, run.networks, run.steps, run.rate) for run in runs_at(LINK)] == [
        (64, 32, 1000, 0.25),
        (256, 32, 1000, 0.25),
    ]


@pytest.mark.parametrize(
    ("link", "unused"),
    [
        ("", ()),
        ("v=3", ()),
        ("?v=3&alpha=3", ()),
        ("https://somewhere/training?v=3&alpha=3#top", ()),
        ("https://somewhere/lab/training/", ()),
        ("https://somewhere/prior?v=3&width=7&show=kernel", ("width", "show")),
        ("https://somewhere/eigenmodes?v=3&part=modes&mode=3", ("part", "mode")),
        ("https://somewhere/?v=3&utm_source=mail", ("utm_source",)),
    ],
)
def test_every_address_of_the_app_is_read_and_what_is_of_no_use_is_named(link, unused):
    read = sweep.read_link(link)
    assert read.unused == unused
    assert read.scene == Scene()
    assert read.settings == ({"alpha": 3.0} if "alpha" in link else {})


def test_what_is_not_used_is_printed(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sweep, "sweep", lambda runs, out, **_: [])
    sweep.main(["--out", str(tmp_path / "a.npz"), "--link", "https://somewhere/puzzle?v=2&guess=3"])
    assert capsys.readouterr().err == "of no use for a sweep: “guess”\n"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--width", "0"], "width must be in"),
        (["--link", "a=1"], "damaged: Nothing in it is a setting"),
        (["--link", "v=2&layers=many"], "damaged: layers was “many”"),
        (["--link", "v=2&alpha=0"], "damaged: alpha was 0"),
        (["--link", "v=2&points="], "at least one point"),
    ],
)
def test_what_cannot_be_run_is_said(more, says):
    with pytest.raises(SystemExit, match=says):
        sweep.main(["--out", "unused", *CELLS, *more])
