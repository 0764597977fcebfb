"""The same pages from constants: sends what the app had sent, and computes nothing.

What the app sent is in the file that UI_RECORDED names (`benchmarks.ui_client.record`). The filter
that is chosen stands in the URL, which the page's own filter keeps there.
"""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx


@st.cache_resource
def recorded() -> dict[str, Any]:
    found: dict[str, Any] = pickle.loads(Path(os.environ["UI_RECORDED"]).read_bytes())
    return found


def replay(path: str) -> None:
    context = get_script_run_ctx()
    assert context is not None
    chosen = bool(st.query_params)
    for sent in recorded()["sent"].get((path, chosen), ()):
        context.enqueue(ForwardMsg.FromString(sent))


def page_of(path: str, title: str, first: bool) -> st.Page:
    return st.Page(lambda: replay(path), title=title, url_path=path or None, default=first)


st.navigation([page_of(path, title, first) for path, title, first in recorded()["pages"]]).run()
