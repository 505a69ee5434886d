"""The command of a sweep on the Training page: what it trains is what the page describes."""

import shlex
from dataclasses import replace

from explorer.studies.training import sweep
from ntkcore.networks.ensembles.runs import Run
from tests.app.visitor import Visitor


def test_the_command_of_a_sweep_takes_the_settings_of_the_page():
    visitor = Visitor("v=3&layers=1&noise=0.1&seed=5&alpha=30&model=linearised&nets=3", "pages/training.py")
    python, *arguments = shlex.split(visitor.component("ntk_code").bytes.decode().replace("\\\n", ""))
    assert [python, *arguments[:2]] == ["python", "-m", "explorer.sweep"]
    options = sweep.parser().parse_args(arguments[2:])
    assert options.link == visitor.link
    runs = sweep.runs_of(options, sweep.read_link(options.link))
    assert [run.width for run in runs] == options.width
    data = visitor.scene.dataset
    (run,) = {replace(run, width=64) for run in runs}
    assert run == Run(
        visitor.scene.architecture,
        data.x,
        data.y,
        noise_std=0.1,
        width=64,
        networks=options.networks,
        steps=options.steps,
        scale=30.0,
        linearised=True,
        seed=5,
    )
