"""Results of trained ensembles, and the file in which they are saved."""

import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np

from ntkcore.architecture import Architecture
from ntkcore.networks.ensembles.runs import Run, Snapshot

_FORMAT = "ntk-explorer ensembles 1"


class Outcome(NamedTuple):
    """A Run and its last measurements; leading axis: networks."""

    run: Run
    step: int  # run.steps, unless it was stopped
    f: np.ndarray  # (networks, m) at the inputs that `start` was given
    loss: np.ndarray  # (networks,)
    moved: np.ndarray  # (networks,) ‖θ − θ₀‖/‖θ₀‖
    kernel_moved: np.ndarray  # (networks,)
    history: np.ndarray  # (k, 2): steps done, mean loss


def outcome(run: Run, snapshot: Snapshot, history: Iterable[tuple[int, float]]) -> Outcome:
    """The Outcome of `run` as its last snapshot shows it."""
    return Outcome(
        run,
        snapshot.step,
        snapshot.f,
        snapshot.loss,
        snapshot.moved,
        snapshot.kernel_moved,
        np.array(list(history), dtype=np.float64).reshape(-1, 2),
    )


def save(path: Path, outcomes: Iterable[Outcome]) -> None:
    """Save all outcomes in one .npz, in single precision. If interrupted, the old file at `path` stays intact."""
    outcomes = list(outcomes)
    arrays: dict[str, np.ndarray] = {}
    for number, result in enumerate(outcomes):
        arrays |= {f"{name}_{number}": np.asarray(getattr(result, name), np.float32) for name in _ARRAYS}
    facts = [{"run": asdict(result.run), "step": result.step} for result in outcomes]
    write_atomically(path, {"format": _FORMAT, "facts": facts}, arrays)


def load(source: Path | IO[bytes]) -> list[Outcome]:
    """Read the outcomes that `save` wrote. Raises ValueError for any other file."""
    about, arrays = read(source)
    if about.get("format") != _FORMAT:
        raise ValueError("this file contains no trained ensembles. Choose a file that a sweep wrote.")
    try:
        outcomes = []
        for number, facts in enumerate(about["facts"]):
            run = _run(facts["run"])
            fields = {name: arrays[f"{name}_{number}"].astype(np.float64) for name in _ARRAYS}
            if len(fields["f"]) != run.networks or fields["f"].ndim != 2:
                raise ValueError(f"its networks have shape {fields['f'].shape}")
            outcomes.append(Outcome(run, int(facts["step"]), **fields))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"this file of trained ensembles is damaged: {error}. Train them again.") from error
    return outcomes


_ARRAYS = ("f", "loss", "moved", "kernel_moved", "history")


def _run(fields: Mapping[str, Any]) -> Run:
    """The Run that `asdict` turned into these JSON fields."""
    arguments = dict(fields)
    return Run(
        Architecture(**arguments.pop("architecture")), tuple(arguments.pop("x")), tuple(arguments.pop("y")), **arguments
    )


# What numpy, zipfile and json raise for a file of another format, or one that is cut short, altered or encrypted.
_UNREADABLE = (OSError, EOFError, KeyError, ValueError, SyntaxError, RuntimeError, zipfile.BadZipFile, zlib.error)


def write_atomically(path: Path, about: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> None:
    """Write an .npz of `arrays` and the JSON `about` beside `path`, then replace `path` by it in one step."""
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file:
        np.savez(file, about=np.array(json.dumps(about)), **arrays)  # pyright: ignore[reportArgumentType]
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


def read(source: Path | IO[bytes]) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Read (about, arrays) of a file that `write_atomically` wrote. Raises ValueError for any other file."""
    try:
        with np.load(source, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        return json.loads(str(arrays.pop("about"))), arrays
    except _UNREADABLE as error:
        raise ValueError(f"this is not a file of trained ensembles: {error}.") from error
