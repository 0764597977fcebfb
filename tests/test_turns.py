"""Pages take turns: one at a time, in order, and none is kept waiting for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from observatorio.ui import balance, slides
from observatorio.ui.turns import TURNS, Turns
from tests.test_pages import demo, open_page  # noqa: F401 - a fixture

LONG_S = 30.0


def started(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def waiting(turns: Turns, many: int) -> None:
    """Until so many threads stand in the queue."""
    deadline = time.monotonic() + LONG_S
    while len(turns._queue) < many:
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_one_at_a_time_in_the_order_of_asking() -> None:
    turns, said, inside = Turns(LONG_S), [], []

    def page(number: int) -> None:
        with turns.own():
            inside.append(number)
            assert inside == [number]
            said.append(number)
            time.sleep(0.005)
            inside.remove(number)

    threads = []
    with turns.own():
        for number in range(8):
            threads.append(started(lambda number=number: page(number)))
            waiting(turns, number + 2)
        assert said == []
    for thread in threads:
        thread.join(LONG_S)
    assert said == list(range(8))


def test_a_fault_ends_the_turn() -> None:
    turns = Turns(LONG_S)
    with pytest.raises(ValueError, match="x"), turns.own():
        raise ValueError("x")
    with turns.own():
        assert len(turns._queue) == 1
    assert not turns._queue


def test_a_page_that_takes_long_is_not_waited_for() -> None:
    """Its neighbours go on, still one after another, and it takes nobody's turn when it ends."""
    turns, done = Turns(0.05), threading.Event()

    def neighbour() -> None:
        with turns.own():
            done.set()

    with turns.own():
        started(neighbour).join(LONG_S)
        assert done.is_set()
    assert not turns._queue


def test_who_leaves_lets_the_next_one_in_and_may_go_on() -> None:
    turns, done = Turns(LONG_S), threading.Event()

    def neighbour() -> None:
        with turns.own():
            done.set()

    with turns.own():
        thread = started(neighbour)
        waiting(turns, 2)
        assert not done.is_set()
        turns.leave()
        thread.join(LONG_S)
        assert done.is_set()
    assert not turns._queue


# The app.


@pytest.mark.usefixtures("demo")
def test_each_page_is_drawn_in_its_turn_and_a_report_is_made_outside(monkeypatch) -> None:
    queued: dict[str, int] = {}

    def seen(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            queued[name] = len(TURNS._queue)
            return real(*args)

        return call

    monkeypatch.setattr(slides, "begin", seen("page", slides.begin))
    monkeypatch.setattr(balance, "in_turn", seen("report", balance.in_turn))
    app = open_page("balance")
    app.button(key="hacer-pdf").click().run()
    assert queued == {"page": 1, "report": 0}
    assert not TURNS._queue
