"""Text from outside is text: names, labels, configuration and what a link asks, on every page."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from observatorio.config import CONFIG_FILE, ROOT
from observatorio.ui.text import APART, echoed, plain, plain_table
from tests.conftest import free_port, public_of, wait_until_ready
from tests.test_browser import PAGES, PHONE, go

BAIT = (
    "[Sitio oficial](https://evil.example) **a** <b>b</b> $c^2$ :red[d] :smile: :material/home: "
    "www.evil.example x@evil.example -- `e` ~~f~~ &lt; ![g](http://evil.example/g.png)"
)
TURNED = f"\u202e{BAIT}\u202c\u200f"
LONG = "Z" * 300


# Without a browser: nothing that Markdown would read is left as it was.


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("Zona Norte (1): 1 441 casos, 95,5 %", "Zona Norte (1): 1 441 casos, 95,5 %"),
        ("*a* _b_ [c](d)", r"\*a\* \_b\_ \[c\](d)"),
        ("a\nb\r\n\tc", "a b c"),
        ("# a", r"\# a"),
        ("1. a", r"1\. a"),
        ("www.a.pe", f"ww{APART}w.a.pe"),
        ("https://a.pe", f"htt{APART}ps://a.pe"),
        ("x@a.pe", f"x@{APART}a.pe"),
        (":red[a]", r"&#58;red\[a\]"),
        (":smile:", f"&#58;s{APART}mile:"),
        ("a -> b", rf"a \-{APART}\> b"),
        ("\u202eabc\u202c\u200f", "abc"),
    ],
)
def test_what_markdown_would_read_is_written_otherwise(text: str, markdown: str) -> None:
    assert plain(text) == markdown


@given(st.text(max_size=200))
def test_what_is_echoed_is_one_line_of_eighty(text: str) -> None:
    said = echoed(text)
    assert len(said) <= 80
    assert "\n" not in said
    assert said == echoed(said)


def test_a_table_is_plain_in_all_its_words() -> None:
    table = pd.DataFrame({"*a*": ["_b_", 5]}, index=pd.Index(["`c`", "d"], name="e"))
    shown = plain_table(table)
    assert list(shown.columns) == [r"\*a\*"]
    assert list(shown.iloc[:, 0]) == [r"\_b\_", 5]
    assert list(shown.index) == [r"\`c\`", "d"]


# In a browser: every page of an edition all of whose names are bait.

LITERAL = """(bait) => {
  const body = document.body.cloneNode(true);
  for (const drawn of body.querySelectorAll("svg, script, style, [role=listbox]")) drawn.remove();
  const text = body.textContent, begin = bait.slice(1, 14);
  return [text.split(begin).length - 1, text.split(bait.slice(0, 60)).length - 1];
}"""
WIDEST = """() => Math.max(document.documentElement.scrollWidth,
  document.querySelector("[data-testid=stMain]").scrollWidth)"""
READ = """() => [...document.querySelectorAll(
  "a[href*=evil], [src*=evil], .katex, [data-testid=stMain] [role=img][aria-label*=smile], "
  + "[data-testid=stMain] del")].map((found) => found.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def baited(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose edition and configuration hold the bait in every name that they have."""
    folder = tmp_path_factory.mktemp("baited")
    public = folder / "public"
    shutil.copytree(public_of(demo_data), public)
    (file,) = public.glob("public-*.duckdb")
    with duckdb.connect(str(file)) as con:
        for statement in (
            "UPDATE zones SET name = $bait || zone",
            "UPDATE categories SET label = $bait || code WHERE dimension = 'zone'",
            "UPDATE sources SET title = $bait || source, publisher = $bait, licence = $bait",
            "UPDATE sources SET caveats = $bait",
            "UPDATE services SET name = $bait || name",
            "UPDATE tables SET reason = $bait WHERE state <> 'publica'",
        ):
            con.execute(statement, {"bait": TURNED})
        con.execute("UPDATE zones SET name = ? WHERE zone = (SELECT min(zone) FROM zones)", [LONG])
    text = (ROOT / CONFIG_FILE).read_text(encoding="utf-8").replace('"data/', f'"{ROOT}/data/')
    text = text.replace('name = "Carabayllo"', f"name = '{BAIT}'")
    text = text.replace('"Chat 100"', f"'{BAIT}'")
    text = text.replace('office = "Secretaría técnica', f"office = '{BAIT}' # \"")
    text = text.replace('label = "zonificación referencial"', f"label = '{BAIT}'")
    config = folder / "observatorio.toml"
    config.write_text(text, encoding="utf-8")
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "observatorio.ui.serve", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"OBSERVATORIO_PUBLIC": str(public), "OBSERVATORIO_CONFIG": str(config)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_ready(f"http://127.0.0.1:{port}/ready", process)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def looked(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="es-PE")
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", list(PAGES), ids=PAGES.values())
def test_bait_is_read_as_it_is_written(looked: Page, baited: str, name: str) -> None:
    asked = "&".join(f"{key}={quote(BAIT)}" for key in ("zona", "fuente", "edicion"))
    go(looked, f"{baited}{name}?{asked}")
    folded = looked.locator("[data-testid=stMain] details:not([open]) > summary")
    folded.evaluate_all("(found) => found.forEach((one) => one.click())")
    looked.wait_for_timeout(500)
    begun, whole = looked.evaluate(LITERAL, BAIT)
    assert begun == whole > 2
    assert looked.evaluate(READ) == []
    # A phone has least room for a name of three hundred letters.
    assert looked.evaluate(WIDEST) <= PHONE["width"]
    # Whatever is said of a link, the way out stands above it.
    exit_at, said_at = (
        looked.locator(f"[data-testid=stMain] {what}").first.bounding_box()
        for what in (".odv-head", "[data-testid=stAlert]")
    )
    assert exit_at
    assert said_at
    assert exit_at["y"] < said_at["y"]
    body = looked.locator("body").inner_text()
    assert not {"\u202e", "\u202c", "\u200f"} & set(body)
    assert f"«{BAIT[:79]}…» (zona)" in body
    assert f"«{BAIT[:79]}…»" in body.split("No hay una edición ")[1]
