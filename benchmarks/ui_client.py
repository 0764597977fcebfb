"""A viewer without a browser: speaks Streamlit's protocol, so that many of them weigh little."""

from __future__ import annotations

import pickle
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

REPLAYED = {"delta", "page_config_changed", "page_info_changed", "logo"}
LIMIT_S = 120


@dataclass
class Answer:
    """What one run of a page sent, and how many seconds after it was asked the last of it came."""

    messages: list[ForwardMsg]
    seconds: float

    @property
    def faults(self) -> list[str]:
        """What the page said went wrong; empty when all is well."""
        elements = [m.delta.new_element for m in self.messages if m.WhichOneof("type") == "delta"]
        found = [e.exception.message for e in elements if e.WhichOneof("type") == "exception"]
        errors = [e.alert for e in elements if e.WhichOneof("type") == "alert"]
        found += [alert.body for alert in errors if alert.format == alert.ERROR]
        last = self.messages[-1]
        if last.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
            found.append(f"script finished with {last.script_finished}")
        return found


@dataclass
class Viewer:
    """One session. `open` shows a page; `choose` changes a filter of it, `press` a button."""

    address: str
    path: str
    cached: bool = True
    query: str = ""
    widgets: dict[str, str] = field(default_factory=dict)
    hashes: set[str] = field(default_factory=set)
    socket: ClientConnection | None = None

    def open(self) -> Answer:
        """Connects and shows the page for the first time."""
        host = urlsplit(self.address).netloc
        self.socket = connect(
            f"ws://{host}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None,
            compression=None,
            open_timeout=LIMIT_S,
        )
        answer = self._run({})
        for message in answer.messages:
            element = message.delta.new_element
            if message.WhichOneof("type") == "delta" and element.HasField("multiselect"):
                self.widgets[element.multiselect.label] = element.multiselect.id
            if message.WhichOneof("type") == "delta" and element.HasField("button"):
                self.widgets[element.button.label] = element.button.id
        return answer

    def choose(self, label: str, options: Sequence[str]) -> Answer:
        """Sets the filter `label` to these options, by what they are called on screen."""
        return self._run({self.widgets[label]: list(options)})

    def press(self, label: str) -> Answer:
        """Presses the button `label`."""
        return self._run({}, self.widgets[label])

    def close(self) -> None:
        """Leaves."""
        if self.socket is not None:
            self.socket.close()

    def _run(self, chosen: dict[str, list[str]], pressed: str = "") -> Answer:
        assert self.socket is not None
        asked = BackMsg()
        asked.rerun_script.page_name = self.path
        asked.rerun_script.query_string = self.query
        if pressed:
            asked.rerun_script.widget_states.widgets.add(id=pressed, trigger_value=True)
        for widget, options in chosen.items():
            state = asked.rerun_script.widget_states.widgets.add(id=widget)
            state.string_array_value.data.extend(options)
        # A browser says what it still has, and is not sent that again.
        asked.rerun_script.cached_message_hashes.extend(self.hashes if self.cached else ())
        start = time.perf_counter()
        self.socket.send(asked.SerializeToString())
        messages: list[ForwardMsg] = []
        while not messages or messages[-1].WhichOneof("type") != "script_finished":
            received = self.socket.recv(timeout=LIMIT_S)
            messages.append(ForwardMsg.FromString(received))
        seconds = time.perf_counter() - start
        self.hashes |= {m.hash for m in messages if m.metadata.cacheable}
        return Answer(messages, seconds)


def record(address: str, filters: dict[str, tuple[str, str]], file: Path) -> None:
    """Writes what the app sends for each page: as it opens, and with one filter chosen.

    `filters` says which one: path of the page → (label, option). The file is read by `ui_floor`.
    """
    sent: dict[tuple[str, bool], list[bytes]] = {}
    pages: list[tuple[str, str, bool]] = []
    for path, (label, option) in filters.items():
        with closing(Viewer(address, path, cached=False)) as viewer:
            first, second = viewer.open(), viewer.choose(label, [option])
        if wrong := first.faults + second.faults:
            raise RuntimeError(f"{path}: {wrong[0]}")
        sent[path, False], sent[path, True] = _kept(first), _kept(second)
        for message in first.messages:
            if message.WhichOneof("type") == "navigation":
                pages = [
                    ("" if p.is_default else p.url_pathname, p.page_name, p.is_default)
                    for p in message.navigation.app_pages
                ]
    file.write_bytes(pickle.dumps({"sent": sent, "pages": pages}))


def _kept(answer: Answer) -> list[bytes]:
    """What a page draws, as it was sent."""
    return [m.SerializeToString() for m in answer.messages if m.WhichOneof("type") in REPLAYED]
