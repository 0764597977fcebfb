"""Files that take seconds: made once, two at a time, the others told how many are before them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
import streamlit as st
from streamlit.testing.v1 import AppTest

from observatorio import workshop as module
from observatorio.ui import making
from observatorio.workshop import FULL, Full, Workshop

LONG_S = 30


def here(make: Callable[[], bytes]) -> bytes:
    """Made by the thread that asks, so that a test can hold it."""
    return make()


class Bench:
    """Makers that wait until they are let go, and count."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.busy = self.most = self.made = 0
        self._guard = threading.Lock()

    def maker(self, says: bytes) -> Callable[[], bytes]:
        def make() -> bytes:
            with self._guard:
                self.busy += 1
                self.most = max(self.most, self.busy)
            assert self.go.wait(LONG_S)
            with self._guard:
                self.busy -= 1
                self.made += 1
            return says

        return make


def test_sixteen_who_ask_for_the_same_get_one() -> None:
    shop, bench = Workshop(here), Bench()
    orders = [shop.order("balance", bench.maker(b"x")) for _ in range(16)]
    bench.go.set()
    assert {order.result(LONG_S) for order in orders} == {b"x"}
    assert shop.order("balance", bench.maker(b"other")).result(LONG_S) == b"x"
    assert bench.made == 1


def test_two_at_a_time_and_the_others_know_their_place() -> None:
    shop, bench = Workshop(here), Bench()
    orders = [shop.order(n, bench.maker(b"%d" % n)) for n in range(16)]
    assert [shop.ahead(n) for n in range(16)] == [0, 0, *range(1, 15)]
    assert shop.ahead("a new one") == 15
    bench.go.set()
    assert [order.result(LONG_S) for order in orders] == [b"%d" % n for n in range(16)]
    assert bench.most == 2
    assert shop.ahead("a new one") == 0


def test_a_file_that_failed_is_tried_anew() -> None:
    shop = Workshop(here)

    def fail() -> bytes:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        shop.order("a", fail).result(LONG_S)
    assert shop.order("a", lambda: b"good").result(LONG_S) == b"good"


def test_what_is_kept_is_bounded_and_the_last_stay() -> None:
    shop = Workshop(here, most_bytes=25)
    for n in range(5):
        shop.order(n, lambda: bytes(10)).result(LONG_S)
    again = Bench()
    again.go.set()
    for n in (4, 3, 0):
        shop.order(n, again.maker(bytes(10))).result(LONG_S)
    assert again.made == 1


def test_who_comes_when_too_many_wait_is_told(monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 3)
    shop, bench = Workshop(here), Bench()
    orders = [shop.order(n, bench.maker(b"")) for n in range(5)]
    with pytest.raises(Full):
        shop.order("one more", bench.maker(b""))
    assert shop.order(4, bench.maker(b"")) is orders[4]
    bench.go.set()
    for order in orders:
        order.result(LONG_S)


def a_button() -> None:
    """What AppTest runs: a page with nothing but the button of a file."""
    from observatorio.ui.making import file_button

    file_button("Archivo", lambda: ("mine", bytes), file_name="a")


@pytest.fixture
def pressed(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[str]]:
    """What stands under the button when others have ordered so many files before."""
    button = st.download_button
    monkeypatch.setattr(st, "download_button", lambda *a, **k: button(*a, **k) or True)
    # The page is looked at while it waits.
    monkeypatch.setattr(making, "wait", lambda *_, **_how: st.stop())
    monkeypatch.setattr(making, "TAKEN_S", 0)

    def press(others: int) -> list[str]:
        shop, bench = Workshop(here, at_once=1), Bench()
        orders = [shop.order(n, bench.maker(b"")) for n in range(others)]
        monkeypatch.setattr(making, "WORKSHOP", shop)
        app = AppTest.from_function(a_button).run()
        bench.go.set()
        for order in orders:
            order.result(LONG_S)
        found = [e for e in app.main if e.type in ("download_button", "status", "warning")]
        assert found[0].type == "download_button"
        return [e.value if e.type == "warning" else e.label for e in found[1:]]

    return press


def test_who_presses_a_button_is_told_below_it_who_comes_first(pressed, monkeypatch) -> None:
    before = "de otras personas antes: el suyo viene enseguida, sin volver a pedirlo."
    assert pressed(1) == [f"Hay un archivo {before}"]
    assert pressed(3) == [f"Hay 3 archivos {before}"]
    monkeypatch.setattr(module, "MOST_WAITING", 2)
    assert pressed(3) == [FULL]


def test_a_package_that_many_ask_for_is_the_same_for_all(server: str) -> None:
    def ask(name: str) -> requests.Response:
        plain = {"Accept-Encoding": "identity"}
        address = f"{server}api/v1/{name}?edicion=1"
        return requests.get(address, headers=plain, timeout=LONG_S)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, ["package.zip", "cube.xlsx"] * 4))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 2
    assert all(int(a.headers["content-length"]) == len(a.content) for a in answers)
