"""An obviously right public cube: dictionaries and loops, one record at a time, exact fractions.

Slow and plain on purpose. It knows nothing of the SQL that publishes; tests compare the two.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import duckdb

from tests.wide_cells import CATEGORICAL, DIMENSIONS, with_wide_cells

REFERENCE = Path(__file__).resolve().parent.parent / "data" / "reference"
KEY = ("ubigeo", "source", "measure", "table_id", "year", *DIMENSIONS)
UNKNOWN = {"sin_dato", "sin_zona"}
KEY_SPACE = 2**64
QUARTER_MONTHS = 3

Row = dict[str, Any]
Cells = dict[tuple[Any, ...], tuple[int | None, str]]


@dataclass(frozen=True)
class Inputs:
    """The registry's rows and the configuration that a publication depends on."""

    records: list[Row]
    periods: list[Row]
    sources: list[Row]
    zones: list[Row]
    threshold: int
    base: int
    first_year: int
    last_year: int
    today: date
    # Cells that a check beside them made coarser, and to what they are rounded.
    coarser: dict[tuple[Any, ...], int] = field(default_factory=dict)
    # Tables of a year (district, source, measure, table, year) that the audit kept back.
    withheld: frozenset[tuple[Any, ...]] = frozenset()


@dataclass(frozen=True)
class Cube:
    """What is to be published: cells and shares by their key, states of tables and of months."""

    cells: Cells
    tables: dict[tuple[str, str, str, str], str]
    coverage: dict[tuple[str, int, int], str]
    indicators: dict[tuple[str, str, int, str], tuple[float | None, str]]


def rows_of(con: duckdb.DuckDBPyConnection, table: str) -> list[Row]:
    """Every row of a table, as dictionaries."""
    relation = con.sql(f"SELECT * FROM {table}")
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def published_cells(con: duckdb.DuckDBPyConnection) -> Cells:
    """The cells of a public cube, by the same key as the reference's; each stands once."""
    rows = rows_of(with_wide_cells(con), "cells")
    cells: Cells = {tuple(r[name] for name in KEY): (r["value"], r["note"]) for r in rows}
    assert len(cells) == len(rows)
    return cells


def protect(n: int, key: int, threshold: int, base: int) -> int | None:
    """Value that is shown for a count, or None: up with probability (n mod base) / base."""
    if n < threshold:
        return None
    rest = n % base
    goes_up = Fraction(key % KEY_SPACE, KEY_SPACE) < Fraction(rest, base)
    return n - rest + (base if goes_up else 0)


def coarser(value: int, key: int, rule: tuple[int, int], step: int) -> int:
    """A value rounded on to `step`, by way of half of it; a bit of the key decides in the middle.

    What would fall below the threshold goes up.
    """
    threshold, base = rule
    if step == base:
        return value
    finer = coarser(value, key, rule, step // 2)
    bit = 1 if step == 2 * base else 2
    if finer % step == 0:
        return finer
    down, up = finer - step // 2, finer + step // 2
    return up if key & bit or down < threshold else down


def build(inputs: Inputs) -> Cube:
    """The whole cube."""
    coverage = months_covered(inputs)
    cells, tables = protected_part(inputs, coverage)
    open_cells, open_tables = open_part(inputs)
    return Cube(
        cells | open_cells, tables | open_tables, coverage, yearly_shares(inputs, coverage, cells)
    )


def months_that_ended(inputs: Inputs) -> list[tuple[int, int]]:
    """Every month of the published years whose last day has passed."""
    months = product(range(inputs.first_year, inputs.last_year + 1), range(1, 13))
    return [(y, m) for y, m in months if _last_day(y, m) < inputs.today]


def _last_day(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def months_covered(inputs: Inputs) -> dict[tuple[str, int, int], str]:
    """State of each month of each source."""
    concerned = {(r["source"], r["service"]) for r in inputs.records if r["ubigeo"]}
    held: dict[str, dict[str, set[date]]] = defaultdict(lambda: defaultdict(set))
    for period in inputs.periods:
        if (period["source"], period["service"]) in concerned:
            held[period["source"]][period["service"]].add(period["month"])
    found = {}
    for source in (s["source"] for s in inputs.sources if s["source"] != "renamu"):
        for year, month in months_that_ended(inputs):
            found[source, year, month] = _state(held[source], date(year, month, 1))
    return found


def _state(offices: dict[str, set[date]], month: date) -> str:
    expected = [months for months in offices.values() if min(months) <= month]
    delivered = [months for months in expected if month in months]
    if not expected:
        return "sin registro"
    if not delivered:
        return "no entregado"
    return "recibido" if len(delivered) == len(expected) else "parcial"


class Years:
    """What of each year of one source is in."""

    def __init__(self, coverage: dict[tuple[str, int, int], str], source: str):
        self.months: dict[int, set[int]] = defaultdict(set)
        received: dict[int, int] = defaultdict(int)
        for (name, year, month), state in coverage.items():
            if name == source and state in ("recibido", "parcial"):
                self.months[year].add(month)
                received[year] += state == "recibido"
        self.whole = {y for y, months in self.months.items() if len(months) == 12}
        self.closed = {y for y, number in received.items() if number == 12}

    def quarters(self, year: int) -> set[int]:
        """Quarters whose three months are in."""
        months = self.months[year]
        return {q for q in range(1, 5) if all(3 * q - k in months for k in range(QUARTER_MONTHS))}


def counted_records(inputs: Inputs, source: str, years: Years) -> list[Row]:
    """The source's records that concern a district and whose month is published."""
    layer = {(z["ubigeo"], z["zone"]) for z in inputs.zones}
    kept = []
    for record in inputs.records:
        month_is_in = record["month"] in years.months.get(record["year"], ())
        if record["source"] == source and record["ubigeo"] and month_is_in:
            row = dict(record)
            row["quarter"] = (record["month"] + 2) // 3
            for name in CATEGORICAL:
                row[name] = row[name] or "sin_dato"
            if (row["ubigeo"], row["zone"]) not in layer:
                row["zone"] = "sin_zona"
            kept.append(row)
    return kept


def categories(inputs: Inputs, source: str, ubigeo: str) -> dict[str, list[Any]]:
    """Categories of each dimension for this source in this district."""
    fewer = {
        (r["source"], r["dimension"]): r["codes"].split("|") for r in _csv("source_dimensions.csv")
    }
    found: dict[str, list[Any]] = defaultdict(list)
    for row in _csv("vocabulary.csv"):
        name, code = row["dimension"], row["code"]
        if code in fewer.get((source, name), [code]):
            found[name].append(int(code) if name in ("month", "quarter") else code)
    found["zone"] += [z["zone"] for z in inputs.zones if z["ubigeo"] == ubigeo]
    return found


def _csv(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def tables_of(source: str, measure: str) -> Iterator[tuple[str, list[str]]]:
    """Tables that the source may have, with their dimensions; of context measures only two."""
    principal = {
        (r["source"], r["measure"]) for r in _csv("measures.csv") if r["principal"] == "true"
    }
    for row in _csv("tables.csv"):
        wanted = (source, measure) in principal or row["table_id"] in ("total", "month")
        if source in row["sources"].split("|") and wanted:
            yield row["table_id"], row["dimensions"].split("|") if row["dimensions"] else []


def protected_part(
    inputs: Inputs, coverage: dict[tuple[str, int, int], str]
) -> tuple[Cells, dict[tuple[str, str, str, str], str]]:
    """Cells and tables of the sources that pass through disclosure control."""
    cells: Cells = {}
    states = {}
    for source in (s["source"] for s in inputs.sources if s["protected"]):
        years = Years(coverage, source)
        records = counted_records(inputs, source, years)
        unit = " personas" if any(r.get("person_key") is not None for r in records) else ""
        for ubigeo, measure in sorted({(r["ubigeo"], r["measure"]) for r in records}):
            own = [r for r in records if (r["ubigeo"], r["measure"]) == (ubigeo, measure)]
            codes = categories(inputs, source, ubigeo)
            for table_id, dims in tables_of(source, measure):
                lattice = {year: list(_places(dims, codes, years, year)) for year in years.months}
                table = Table(dims, _count(own, dims), lattice, years, unit)
                thin = _thin_years(own, codes["zone"], years) if "zone" in dims else set()
                name = (ubigeo, source, measure, table_id)
                shown = set(_years_shown(table, thin))
                kept = {y for y in shown if (*name, y) in inputs.withheld}
                states[name] = _state_of_table(table, thin, shown, kept)
                cells |= _write(inputs, name, table, shown - kept)
    return cells, states


Counts = dict[tuple[Any, ...], tuple[int, int, int]]  # cases, key, persons


@dataclass(frozen=True)
class Table:
    """One table of one measure: what was counted (cases, key) and the cells that it can have."""

    dims: list[str]
    counts: Counts
    lattice: dict[int, list[tuple[Any, ...]]]
    years: Years
    unit: str = ""  # " personas" where the source tells them apart


def _count(records: list[Row], dims: list[str]) -> Counts:
    counts: dict[tuple[Any, ...], int] = defaultdict(int)
    keys: dict[tuple[Any, ...], int] = defaultdict(int)
    persons: dict[tuple[Any, ...], set[Any]] = defaultdict(set)
    for record in records:
        place = (record["year"], *(record[d] for d in dims))
        counts[place] += record["count"]
        keys[place] += record["record_key"]
        known = record.get("person_key")
        # Who can't be told apart is taken for somebody else each time.
        persons[place].add(("person", known) if known is not None else ("record", id(record)))
    return {
        place: (counts[place], keys[place] % KEY_SPACE, len(persons[place])) for place in counts
    }


def _thin_years(records: list[Row], zones: list[str], years: Years) -> set[int]:
    """Years in which some zone has fewer than 20 cases."""
    cases = _count(records, ["zone"])
    known = [zone for zone in zones if zone not in UNKNOWN]
    return {y for y in years.months if any(cases.get((y, z), (0,))[0] < 20 for z in known)}


def _places(
    dims: list[str], codes: dict[str, list[Any]], years: Years, year: int
) -> Iterator[tuple[Any, ...]]:
    there = {**codes, "month": sorted(years.months[year]), "quarter": sorted(years.quarters(year))}
    yield from product(*(there[d] for d in dims))


def _depths(table: Table) -> dict[int, tuple[int, int]]:
    """Of each year with cells: known cases, and how many cells there are for them."""
    known = {y: [p for p in places if not UNKNOWN & set(p)] for y, places in table.lattice.items()}
    return {
        y: (sum(table.counts.get((y, *p), (0,))[0] for p in places), len(places))
        for y, places in known.items()
        if places
    }


def _mean(depths: list[tuple[int, int]]) -> Fraction:
    return Fraction(sum(n for n, _ in depths), sum(cells for _, cells in depths) or 1)


def _judged(table: Table, depths: dict[int, tuple[int, int]]) -> list[int]:
    """The whole years; before there is one, what there is."""
    return [y for y in depths if y in table.years.whole or not table.years.whole]


def _years_shown(table: Table, thin: set[int]) -> Iterator[int]:
    """Of a first edition: every whole year deep enough, and the open one where it is so too."""
    depths = _depths(table)
    deep = {y for y, (n, cells) in depths.items() if n >= 12 * cells and y not in thin}
    judged = _judged(table, depths)
    for year in table.lattice:
        together = sorted({*judged, year})
        if not table.dims or (
            year in deep
            and judged
            and deep.issuperset(judged)
            and _mean([depths[y] for y in together]) >= 20
        ):
            yield year


def _state_of_table(table: Table, thin: set[int], shown: set[int], kept: set[int]) -> str:
    if shown:
        return "publico" if shown > kept else "rechazado"
    depths = _depths(table)
    return (
        "institucional" if _mean([depths[y] for y in _judged(table, depths)]) >= 10 else "rechazado"
    )


def _write(inputs: Inputs, name: tuple[str, str, str, str], table: Table, shown: set[int]) -> Cells:
    cells: Cells = {}
    for year in shown:
        for place in table.lattice[year]:
            n, key, persons = table.counts.get((year, *place), (0, 0, 0))
            said = dict(zip(table.dims, place, strict=True))
            cell = (*name, year, *(said.get(d) for d in DIMENSIONS))
            base = inputs.coarser.get(cell, inputs.base)
            value = None
            if persons >= inputs.threshold:
                value = protect(n, key, inputs.threshold, inputs.base)
            if value is not None:
                value = coarser(value, key, (inputs.threshold, inputs.base), base)
            hidden = f"menos de {inputs.threshold}{table.unit}"
            shown = "redondeado" if base == inputs.base else f"redondeado a {base}"
            note = hidden if value is None else shown
            if value is not None and not table.dims and year in table.years.closed:
                value, note = n, "exacto"
            cells[cell] = (value, note)
    return cells


def open_part(inputs: Inputs) -> tuple[Cells, dict[tuple[str, str, str, str], str]]:
    """Open sources, as they were published."""
    sums: dict[tuple[Any, ...], int] = defaultdict(int)
    states, with_rows = {}, set()
    open_sources = {s["source"] for s in inputs.sources if not s["protected"]}
    ended = set(months_that_ended(inputs))
    for r in inputs.records:
        year, month = r["year"], r["month"]
        shown = month is None or (year, month) in ended
        if r["source"] in open_sources and r["ubigeo"] and shown:
            for table_id in ["total"] if month is None else ["total", "month"]:
                name = (r["ubigeo"], r["source"], r["measure"], table_id)
                said = {"month": month} if table_id == "month" else {}
                states[name] = "publico"
                key = (*name, year, *(said.get(d) for d in DIMENSIONS))
                sums[key] += r["count"]
                if r["row_number"]:  # 0: a month of which the file has no row
                    with_rows.add(key)
    said = {True: "publicado", False: "cero inferido"}
    return {key: (total, said[key in with_rows]) for key, total in sums.items()}, states


def yearly_shares(
    inputs: Inputs, coverage: dict[tuple[str, int, int], str], cells: Cells
) -> dict[tuple[str, str, int, str], tuple[float | None, str]]:
    """The two shares that are no cells; of what is a cell, its value."""
    principal = {m["measure"] for m in _csv("measures.csv") if m["principal"] == "true"}
    groups: dict[tuple[str, str, int, str], list[tuple[bool, Row]]] = defaultdict(list)
    for source in (s["source"] for s in inputs.sources if s["protected"]):
        for r in counted_records(inputs, source, Years(coverage, source)):
            place, home = (r["ubigeo"], source, r["year"]), r["ubigeo_residence"]
            if r["measure"] in principal:
                groups[*place, "sin_zona"].append((r["zone"] == "sin_zona", r))
            if source == "cem":
                outside = groups[*place, "fuera_del_distrito"]
                if home:
                    outside.append((home != r["ubigeo"], r))
    return {name: _share(inputs, name, members, cells) for name, members in groups.items()}


def _share(
    inputs: Inputs,
    name: tuple[str, str, int, str],
    members: list[tuple[bool, Row]],
    cells: Cells,
) -> tuple[float | None, str]:
    inside = [record for is_inside, record in members if is_inside]
    n, key, persons = (
        _count(inside, []).get((inside[0]["year"],), (0, 0, 0)) if inside else (0, 0, 0)
    )
    whole: int | None = len(members) - len(members) % inputs.base
    value = protect(n, key, inputs.threshold, inputs.base)
    if persons < inputs.threshold:
        value = None
    ubigeo, source, year, indicator = name
    if indicator == "sin_zona":
        place = (ubigeo, source, members[0][1]["measure"])
        nothing = dict.fromkeys(DIMENSIONS)
        whole = cells[*place, "total", year, *nothing.values()][0]
        by_zone = (*place, "zone", year, *(nothing | {"zone": "sin_zona"}).values())
        value = cells.get(by_zone, (value,))[0]
    if (whole or 0) < 20:
        return None, "sin porcentaje: menos de 20 casos"
    if value is None:
        return None, f"protegido: menos de {inputs.threshold}"
    percent = Fraction(100 * min(value, whole or 0), whole or 1)
    return float(round(percent)), "porcentaje de valores redondeados"  # as pages write it
