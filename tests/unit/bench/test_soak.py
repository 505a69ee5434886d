"""A short form of `make soak`: a few visitors of all pages for a quarter of a minute."""

from bench.soak import run


def test_visitors_of_all_pages_get_answers_and_the_server_stays_as_it_is() -> None:
    outcome = run.soak(run.Load(visitors=6, minutes=0.25, pause=2.0))
    assert outcome.errors == []
    assert len(outcome.actions) > 6
    assert outcome.samples[-1].connections == 0
    assert outcome.samples[-1].threads <= max(each.threads for each in outcome.samples[:-1]) + 4
    assert {line.line.partition(":")[0] for line in run.lines(run.Load(), outcome)}
