"""A request, ready to be answered: what is asked, of which edition, and where it was asked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.datastructures import QueryParams
from starlette.requests import Request

from observatorio.config import Settings
from observatorio.cube import Cube
from observatorio.exports.citation import abroad
from observatorio.exports.extract import Extract
from observatorio.filters import Filters

TAG = re.compile(r'"[^"]*"')


@dataclass(frozen=True)
class Asked:
    """A request, its query without the edition, what it is asked of, and the answer's headers."""

    request: Request
    query: QueryParams
    cube: Cube
    settings: Settings
    headers: dict[str, str]

    def address(self, **changed: object) -> str:
        """Where the same is asked of this very edition, with some parameters changed."""
        query = {"edicion": self.cube.edition.edition, **changed}
        return abroad(str(self.request.url.include_query_params(**query)), self.settings.address)

    @property
    def known_tags(self) -> list[str]:
        """The tags of what who asks has kept (`If-None-Match`); W/ makes no difference."""
        return TAG.findall(self._kept)

    @property
    def has_any(self) -> bool:
        """True when who asks has something kept, whatever it is («*»)."""
        return self._kept.strip() == "*"

    @property
    def _kept(self) -> str:
        return ",".join(self.request.headers.getlist("if-none-match"))

    def extract(self, filters: Filters | None, within: str = "") -> Extract:
        """The cells under the filters, or of the whole district (None), with this address."""
        return Extract(self.cube, self.settings, filters, self.address(), within)
