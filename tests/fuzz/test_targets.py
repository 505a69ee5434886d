"""Whatever a stranger sends is read, repaired or refused in a few clear words, within bounds of time and size."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.seeds import PIECES, SEEDS
from tests.fuzz.targets import TARGETS

SECONDS = 2.0  # of processor time for one input of a few kilobytes
_UNHEALTHY = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)
SHORT, LONG = 60, 3000


@st.composite
def damaged(draw, seeds):
    """A right input with pieces cut out, put in, doubled or moved; now and then bytes of any sort."""
    data = draw(st.sampled_from(seeds)) if draw(st.integers(0, 5)) else draw(st.binary(max_size=400))
    for _ in range(draw(st.integers(0, 6))):
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(data))] * 2)))
        match draw(st.integers(0, 3)):
            case 0:
                data = data[:start] + data[end:]
            case 1:
                data = data[:start] + draw(st.sampled_from(PIECES)) + data[start:]
            case 2:
                data = data[:end] + (data[start:end] * draw(st.integers(1, 20)))[:20_000] + data[end:]
            case 3:
                data = data[:start] + draw(st.binary(max_size=8)) + data[start:]
    return data


def _try(target, count):
    @settings(max_examples=count, suppress_health_check=_UNHEALTHY, database=None)
    @given(damaged(SEEDS[target.__name__]))
    def try_all(data):
        start = time.process_time()
        target(data)
        assert time.process_time() - start < SECONDS, f"{len(data)} bytes took {time.process_time() - start:.1f} s"

    try_all()


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.__name__)
def test_a_strangers_input_is_read_or_refused(target):
    _try(target, SHORT)


@pytest.mark.long
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.__name__)
def test_thousands_of_a_strangers_inputs_are_read_or_refused(target):
    _try(target, LONG)
