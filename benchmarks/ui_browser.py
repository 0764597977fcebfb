"""A viewer with Chromium: from a filter's change to the last chart drawn; bytes of a first load."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ARGS = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
)
LAPTOP = {"width": 1366, "height": 768}
LIMIT_MS = 120_000
# Keeps the moment of the last key that changes a filter, and of the last change within a chart.
WATCH = """
window.odv = {asked: 0, drawn: 0, charts: 0};
addEventListener("keydown", (event) => {
  if (event.key === "Enter" || event.key === "Backspace") {
    window.odv.asked = performance.now();
    window.odv.charts = 0;
  }
}, true);
const chart = "[data-testid=stPlotlyChart]";
const within = (node) => node.nodeType === 1 && (node.closest(chart) || node.querySelector(chart));
addEventListener("DOMContentLoaded", () => new MutationObserver((changes) => {
  if (changes.some((c) => c.target.closest?.(chart) || [...c.addedNodes].some(within))) {
    window.odv.drawn = performance.now();
    window.odv.charts += 1;
  }
}).observe(document.documentElement, {subtree: true, childList: true, attributes: true,
  characterData: true}));
"""
# The page stands still: its run is over, every chart is painted, and nothing moved for a while.
STILL = """(quiet) => document.querySelector(
    '[data-testid="stApp"][data-test-script-state="notRunning"]')
  && !document.querySelector("[data-testid=stSkeleton]")
  && [...document.querySelectorAll("[data-testid=stPlotlyChart]")]
    .every((chart) => chart.querySelector(".main-svg"))
  && window.odv.charts > 0 && performance.now() - window.odv.drawn > quiet"""
QUIET_MS = 700


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium of this machine."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(ARGS)
        )
        yield opened
        opened.close()


@dataclass
class Shown:
    """A page of the app in a browser of its own."""

    page: Page
    label: str
    option: str

    @classmethod
    def at(cls, browser: Browser, url: str, label: str, option: str) -> Shown:
        """Opens the page and waits until it stands still."""
        context = browser.new_context(viewport=LAPTOP, locale="es-PE")  # type: ignore[arg-type]
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(url)
        page.wait_for_function(STILL, arg=QUIET_MS, timeout=LIMIT_MS)
        return cls(page, label, option)

    def change(self, chosen: bool) -> float:
        """Chooses the option (or takes it back); seconds from the key to the last chart drawn."""
        field = self.page.get_by_label(self.label, exact=False).and_(
            self.page.locator("input[role=combobox]")
        )
        field.click()
        if chosen:
            field.press_sequentially(self.option[:4])
            self.page.wait_for_timeout(300)
            field.press("Enter")
        else:
            field.press("Escape")
            field.press("Backspace")
        self.page.wait_for_function(STILL, arg=QUIET_MS, timeout=LIMIT_MS)
        taken: float = self.page.evaluate("(window.odv.drawn - window.odv.asked) / 1000")
        return taken

    def text(self) -> str:
        """What stands on the page."""
        return self.page.inner_text("[data-testid=stMain]")

    def close(self) -> None:
        """Closes the browser window."""
        self.page.context.close()


def first_load_bytes(browser: Browser, url: str, *, plain: bool = False) -> int:
    """Bytes that a browser with nothing kept receives until the page stands still.

    Answers as they travel (compressed unless `plain`, with their headers), and the messages of the
    session.
    """
    context = browser.new_context(viewport=LAPTOP, locale="es-PE")  # type: ignore[arg-type]
    page = context.new_page()
    if plain:
        page.set_extra_http_headers({"Accept-Encoding": "identity"})
    page.add_init_script(WATCH)
    received = {"bytes": 0}

    def add(count: float) -> None:
        received["bytes"] += int(count)

    def framed(event: dict[str, Any]) -> None:
        text, coded = event["response"]["payloadData"], event["response"]["opcode"] == 2
        add(len(text) * 3 / 4 if coded else len(text))

    session = context.new_cdp_session(page)
    session.on("Network.loadingFinished", lambda event: add(event["encodedDataLength"]))
    session.on("Network.webSocketFrameReceived", framed)
    session.send("Network.enable")
    page.goto(url)
    idle = '[data-testid="stApp"][data-test-script-state="notRunning"]'
    page.wait_for_selector(idle, timeout=LIMIT_MS)
    # Words and pictures of a page may still come after its run.
    page.wait_for_load_state("networkidle", timeout=LIMIT_MS)
    page.wait_for_timeout(3000)
    context.close()
    return received["bytes"]
