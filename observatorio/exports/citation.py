"""How to cite what is taken away: as text, for BibTeX, and as a CITATION.cff (CFF 1.2.0)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from urllib.parse import urlsplit, urlunsplit

from observatorio.cube import EditionInfo, SourceInfo
from observatorio.exports.extract import Extract
from observatorio.numbers import day_of, listed
from observatorio.views.common import reaches

# Letters that BibTeX takes for orders.
ORDERS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#",
    "_": r"\_", "$": r"\$", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def sources_in_words(extract: Extract) -> str:
    """Who produces the figures of an extract."""
    return produced_by(extract.sources)


def demonstration_in_words(extract: Extract) -> str:
    """What has to be said first of synthetic data; empty where there is none."""
    if not extract.demonstration:
        return ""
    return (
        f"Datos de demostración, sintéticos: {listed(extract.demonstration)}. "
        "No son de ninguna persona real y no sirven para informar ni para decidir."
    )


def text(extract: Extract) -> str:
    """What to write in a report, in one line."""
    title = f"«{extract.title}» ({extract.filters_in_words})"
    return cite(extract.observatory, title, extract.sources, extract.cube.edition, extract.url)


def said(extract: Extract, info: SourceInfo) -> list[str]:
    """What a file says of one of its sources: protection, cut-off, filters, licence, citation."""
    title = f"«{extract.title}» ({extract.filters_in_words})"
    return [
        extract.cube.explanation(info.source),
        f"hasta {reaches(extract.cube, info.source)}",
        extract.filters_in_words,
        info.licence,
        cite(extract.observatory, title, [info], extract.cube.edition, extract.url),
    ]


def cite(
    observatory: str,
    title: str,
    sources: Sequence[SourceInfo],
    edition: EditionInfo,
    url: str,
    *,
    reports: Sequence[str] = (),
) -> str:
    """Observatory, title, sources, edition and its date, address; says so if demonstration.

    `reports` are those whose printed figures are shown, before the sources.
    """
    shown = [info.short_title for info in sources if info.demonstration]
    mark = f" Datos de demostración: {listed(shown)}." if shown else ""
    whose = "; ".join([*reports, *([produced_by(sources)] if sources else [])])
    return (
        f"{observatory}. {title}. Fuente: {whose}. Edición {edition.edition}, "
        f"{day_of(edition.published_at.date())}.{mark} {url}"
    )


def abroad(url: str, public: str) -> str:
    """An address as others reach it: `public` (of the configuration) instead of this machine's.

    A path that both have is not said twice: behind a proxy, the browser's address has it already.
    """
    if not public:
        return url
    parts, outside = urlsplit(url), urlsplit(public)
    inside = parts.path.removeprefix(outside.path)
    within = parts.path.startswith(outside.path) and inside[:1] in ("", "/")
    path = outside.path + (inside if within else parts.path)
    return urlunsplit(parts._replace(scheme=outside.scheme, netloc=outside.netloc, path=path))


def produced_by(sources: Sequence[SourceInfo]) -> str:
    """Who produces the figures: publisher and name of each source."""
    return "; ".join(f"{info.publisher}, {info.title}" for info in sources)


def bibtex(extract: Extract) -> str:
    """An entry for a bibliography."""
    edition = extract.cube.edition
    fields = {
        "author": f"{{{_tex(extract.office)}}}",
        "title": f"{{{_tex(extract.observatory)}: {_tex(extract.title)}}}",
        "year": str(edition.published_at.year),
        "month": str(edition.published_at.month),
        "edition": str(edition.edition),
        "note": _tex(
            " ".join(
                [
                    *([demonstration_in_words(extract)] if extract.demonstration else []),
                    f"Filtros: {extract.filters_in_words}. Fuente: {sources_in_words(extract)}.",
                ]
            )
        ),
        "url": re.sub(r"[{}\\\s]", "", extract.url),
        "language": "spanish",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    key = re.sub(r"[^A-Za-z0-9]+", "-", extract.stem)
    return f"@misc{{{key},\n{lines}}}\n"


def cff(extract: Extract) -> str:
    """A citation file; each value is written as JSON, which is YAML that needs no care."""
    edition = extract.cube.edition
    said = {
        "cff-version": "1.2.0",
        "type": "dataset",
        "message": "Si usa estas cifras, cítelas así y nombre también la fuente de cada una.",
        "title": f"{extract.observatory}: {extract.title}",
        "authors": [{"name": extract.office}],
        "abstract": " ".join(
            part
            for part in (
                demonstration_in_words(extract),
                f"Cifras publicadas: {extract.filters_in_words}.",
                f"Fuente: {sources_in_words(extract)}.",
            )
            if part
        ),
        "version": str(edition.edition),
        "date-released": edition.published_at.date().isoformat(),
        **({"url": extract.url} if extract.url else {}),
        "keywords": ["violencia contra las mujeres", "violencia familiar", "datos abiertos"],
    }
    return "".join(f"{key}: {json.dumps(v, ensure_ascii=False)}\n" for key, v in said.items())


def _tex(words: str) -> str:
    """Plain words for BibTeX."""
    return "".join(ORDERS.get(letter, letter) for letter in words)
