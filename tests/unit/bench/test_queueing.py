"""The simulation of lines agrees with the closed forms for one and several servers, within its error."""

import random
import statistics

import pytest

from bench.queueing import Station, Step, simulate, wait_mg1, wait_mmc

COUNT, BATCHES = 24_000, 20


def waits(servers, rate, service):
    """The waits of people who come one by one, with services from the function `service`."""
    rng, now, visits = random.Random(f"{servers} {rate}"), 0.0, []
    for _ in range(COUNT):
        now += rng.expovariate(rate)
        visits.append((now, [Step(0.0, "line", service(rng))]))
    return simulate(visits, {"line": servers})["line"].waits


def is_within_its_error(measured, mean):
    """Whether the mean of batches is within four standard errors; batches, because neighbours in a line are alike."""
    size = len(measured) // BATCHES
    means = [statistics.fmean(measured[i * size : (i + 1) * size]) for i in range(BATCHES)]
    error = statistics.stdev(means) / BATCHES**0.5
    return abs(statistics.fmean(means) - mean) < 4.0 * error < 0.8 * mean


@pytest.mark.parametrize(("servers", "rate"), [(1, 0.7), (3, 2.4)])
def test_exponential_services_wait_as_erlang_says(servers, rate):
    assert is_within_its_error(waits(servers, rate, lambda rng: rng.expovariate(1.0)), wait_mmc(rate, 1.0, servers))


def test_any_services_wait_as_pollaczek_and_khinchine_say():
    samples = (0.1, 0.1, 0.2, 3.0)
    mean, square = statistics.fmean(samples), statistics.fmean(each**2 for each in samples)
    measured = waits(1, 0.7, lambda rng: rng.choice(samples))
    assert is_within_its_error(measured, wait_mg1(0.7, mean, square))


def test_both_closed_forms_agree_where_both_hold():
    assert wait_mmc(0.6, 1.0, 1) == pytest.approx(wait_mg1(0.6, 1.0, 2.0), rel=1e-14)


@pytest.mark.parametrize("form", [lambda: wait_mmc(2.0, 1.0, 2), lambda: wait_mg1(1.0, 1.0, 2.0)])
def test_a_line_that_grows_for_ever_is_refused(form):
    with pytest.raises(ValueError, match="needs more than"):
        form()


def test_a_visitor_goes_on_only_after_an_answer():
    slow = [Step(0.0, "line", 2.0), Step(1.0, "line", 2.0)]
    line = simulate([(0.0, slow), (0.5, slow)], {"line": 1})["line"]
    assert line.waits == [0.0, 1.5, 1.0, 1.0]  # at 0, 0.5, 3 and 5 s; served from 0, 2, 4 and 6 s
    assert (line.longest, line.busy) == (1, 8.0)


def test_two_servers_serve_two_at_once():
    station = Station(2)
    assert [station.take(0.0, 1.0) for _ in range(3)] == [1.0, 1.0, 2.0]
    assert (station.waits, station.longest) == ([0.0, 0.0, 1.0], 1)
