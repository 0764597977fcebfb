"""Routes for other systems: the public file's figures, and nothing that is asked breaks them."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from observatorio.api.openapi import document
from tests.conftest import serving

API = "api/v1"
ANSWERED: Counter[str] = Counter()


class Client(requests.Session):
    """Asks the running server."""

    def __init__(self, server: str):
        super().__init__()
        self.server = server

    def request(self, method: str | bytes, url: str | bytes, **how: Any) -> requests.Response:
        return super().request(method, f"{self.server}{url!s}", timeout=240, **how)


@pytest.fixture(scope="session")
def described(server: str) -> Any:
    """The document as it is served: with the codes of the edition."""
    return schemathesis.openapi.from_url(f"{server}{API}/openapi.json")


@pytest.fixture
def client(server: str) -> Iterator[Client]:
    with Client(server) as opened:
        yield opened


def told(client: Client, path: str) -> dict[str, Any]:
    answer = client.get(f"{API}/{path}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


COLUMNS = (
    "table_id, year, quarter, month, age_group, sex, violence_type, zone, relationship, risk_level,"
    " condition, complaint, protection_measure, precautionary_measure, legal_support, value, note"
)
NAMES = [
    "cuadro", "anio", "trimestre", "mes", "edad", "sexo", "tipo", "zona", "vinculo", "riesgo",
    "condicion", "denuncia", "medida_proteccion", "medida_cautelar", "patrocinio_legal", "valor",
    "nota",
]  # fmt: skip


@pytest.mark.parametrize("source", ["cem", "sidpol", "demuna", "police_points"])
def test_every_cell_is_given_and_no_other(
    client: Client, published: duckdb.DuckDBPyConnection, source: str
) -> None:
    cells: list[dict[str, Any]] = []
    page = 1
    while True:
        found = told(client, f"cells?fuente={source}&tamano=400&pagina={page}")
        assert found["fuente"] == source
        cells += found["celdas"]
        if len(cells) >= found["total"]:
            break
        page += 1
    measure = "SELECT measure FROM measures WHERE principal AND source = ?"
    query = f"SELECT {COLUMNS} FROM cells WHERE source = ? AND measure = ({measure})"
    expected = published.execute(query, [source, source]).fetchall()
    given = [tuple(cell.get(name) for name in NAMES) for cell in cells]
    assert sorted(map(str, given)) == sorted(map(str, expected))
    assert len(given) == len(set(given)) > 0


def test_filters_as_in_the_pages_address(client: Client) -> None:
    by_label = told(client, "cells?fuente=CEM&cuadro=age_sex&sexo=Mujeres&anios=2018&anios=2020")
    by_code = told(client, "cells?fuente=cem&cuadro=age_sex&sexo=mujer&anios=2018&anios=2020")
    assert by_label["celdas"] == by_code["celdas"]
    assert {c["sexo"] for c in by_code["celdas"]} == {"mujer"}
    assert {c["anio"] for c in by_code["celdas"]} == {2018, 2019, 2020}
    one = told(client, "cells?fuente=cem&cuadro=month&anios=2019&mes=3&mes=4")
    assert [c["mes"] for c in one["celdas"]] == [3, 4]


def test_csv_is_the_same_figures(client: Client) -> None:
    ask = "cells?fuente=cem&cuadro=age_type&tamano=500"
    cells = told(client, ask)["celdas"]
    answer = client.get(f"{API}/{ask}&formato=csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(io.BytesIO(answer.content), dtype={"valor": "Int64"})
    assert [None if pd.isna(v) else int(v) for v in table["valor"]] == [c["valor"] for c in cells]
    assert all("demostración" in note for note in table["nota"])
    assert "múltiplos de 5" in table["proteccion"].dropna().iloc[0]
    assert table["proteccion"].notna().sum() == 1


def test_totals_are_those_of_the_reports(client: Client) -> None:
    found = told(client, "cells?fuente=cem&cuadro=total")
    totals = {cell["anio"]: cell["valor"] for cell in found["celdas"]}
    assert totals[2019] == 1278


def test_a_page_after_the_last_is_empty_and_knows_the_total(client: Client) -> None:
    found = told(client, "cells?fuente=cem&cuadro=age&pagina=900")
    assert found["celdas"] == []
    assert found["total"] == 30


def test_sources_tables_editions_and_zones(
    client: Client, published: duckdb.DuckDBPyConnection
) -> None:
    names = [s["fuente"] for s in told(client, "sources")["fuentes"]]
    assert set(names) == {
        r[0] for r in published.execute("SELECT DISTINCT source FROM cells").fetchall()
    }
    states = {t["cuadro"]: t for t in told(client, "tables?fuente=demuna")["cuadros"]}
    assert any(
        t["estado"] != "publico" and t["motivo"].startswith("No se publica")
        for t in states.values()
    )
    assert told(client, "editions")["ediciones"][0]["edicion"] == 1
    layer = client.get(f"{API}/zones")
    assert layer.headers["content-type"] == "application/geo+json"
    zones = {f["id"]: f["geometry"]["type"] for f in layer.json()["features"]}
    assert set(zones) == {r[0] for r in published.execute("SELECT zone FROM zones").fetchall()}
    assert set(zones.values()) <= {"Polygon", "MultiPolygon"}


def test_etag_and_caching(client: Client) -> None:
    first = client.get(f"{API}/sources")
    tag = first.headers["etag"]
    again = client.get(f"{API}/sources", headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(f"{API}/sources", headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.get(f"{API}/editions").headers["etag"] != tag
    assert first.headers["cache-control"] == "public, no-cache"
    named = client.get(f"{API}/sources?edicion=1")
    assert named.headers["cache-control"] == "public, no-cache"
    assert named.json() == first.json()


@pytest.mark.parametrize(
    ("path", "status", "parameter"),
    [
        ("cells", 400, "fuente"),
        ("cells?fuente=nada", 404, "fuente"),
        ("cells?fuente=cem&fuente=sidpol", 400, "fuente"),
        ("cells?fuente=cem&cuadro=nada", 404, "cuadro"),
        ("cells?fuente=demuna&cuadro=zone", 404, "cuadro"),
        ("cells?fuente=cem&sexo=otro", 404, "sexo"),
        ("cells?fuente=cem&pagina=0", 400, "pagina"),
        ("cells?fuente=cem&tamano=5001", 400, "tamano"),
        ("cells?fuente=cem&tamano=-1", 400, "tamano"),
        ("cells?fuente=cem&anios=2018&anios=2019&anios=2020", 400, "anios"),
        ("cells?fuente=cem&anios=hola", 400, "anios"),
        ("cells?fuente=cem&formato=xml", 400, "formato"),
        ("cells?fuente=cem&desconocido=1", 400, "desconocido"),
        ("sources?fuente=cem", 400, "fuente"),
        ("sources?edicion=99", 404, "edicion"),
        ("sources?edicion=-1", 400, "edicion"),
        ("sources?edicion=../x", 400, "edicion"),
        ("nothing", 404, None),
        (f"cells?fuente={'x' * 5000}", 400, None),
    ],
)
def test_what_can_not_be_answered_is_told_in_json(
    client: Client, path: str, status: int, parameter: str | None
) -> None:
    answer = client.get(f"{API}/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    error = answer.json()["error"]
    assert (error["codigo"], error["parametro"]) == (status, parameter)
    assert len(error["mensaje"]) > 10
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_it_is_read_only(client: Client, method: str) -> None:
    for path in ("cells", "sources", "openapi.json", ""):
        answer = client.request(method, f"{API}/{path}")
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
        assert answer.json()["error"]["codigo"] == 405


def test_without_an_edition_it_says_so(tmp_path: Path) -> None:
    with serving(tmp_path) as address, Client(address) as empty:
        answer = empty.get(f"{API}/sources")
    assert answer.status_code == 404
    assert "edición" in answer.json()["error"]["mensaje"]


def test_the_document_is_served_and_names_every_route(client: Client) -> None:
    answer = client.get(f"{API}/openapi.json")
    served = answer.json()
    assert answer.headers["etag"]
    sources = [s["fuente"] for s in told(client, "sources")["fuentes"]]
    (source,) = [
        p for p in served["paths"]["/tables"]["get"]["parameters"] if p["name"] == "fuente"
    ]
    assert source["schema"]["enum"] == sources
    assert set(served["paths"]) == set(document()["paths"])
    routes = client.get(f"{API}/").json()["rutas"]
    assert {f"/{API}{path}" for path in served["paths"]} <= set(routes)


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda m: m.value)
@pytest.mark.parametrize("path", document()["paths"])
@hypothesis_settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_nothing_that_is_asked_breaks_it(
    server: str, described: Any, path: str, mode: schemathesis.GenerationMode, data: st.DataObject
) -> None:
    """Generated requests, wrong ones too: every answer is one that the document describes."""
    case = data.draw(described[path]["GET"].as_strategy(generation_mode=mode))
    answer = case.call_and_validate(base_url=f"{server}{API}", timeout=240)
    ANSWERED[path] += answer.status_code == 200


def test_generated_requests_were_answered_too(client: Client) -> None:
    """A route that only ever refuses would prove nothing (it runs after the one above)."""
    assert all(ANSWERED[path] > 0 for path in document()["paths"]), ANSWERED


def test_a_page_of_a_csv_says_that_there_are_more(client: Client) -> None:
    """Followed to its end, a paged CSV is the whole; each page says how much there is."""
    path, rows = f"{API}/cells?fuente=cem&cuadro=age_sex&formato=csv&tamano=25", 0
    while path:
        answer = client.get(path)
        rows += len(pd.read_csv(io.BytesIO(answer.content)))
        total = int(answer.headers["x-total-count"])
        path = answer.links.get("next", {}).get("url", "").removeprefix(client.server)
        said = pd.read_csv(io.BytesIO(answer.content))["filtros"].iloc[0]
        assert f" · filas {rows - 24} a {rows} de {total}" in said or rows == total
    assert rows == total == told(client, "cells?fuente=cem&cuadro=age_sex")["total"] > 25
    assert "edicion=1" in told(client, "cells?fuente=cem&tamano=5")["siguiente"]


def test_cells_say_whose_they_are(client: Client, published: duckdb.DuckDBPyConnection) -> None:
    found = told(client, "cells?fuente=cem&cuadro=total&anios=2021&anios=2022")
    ((licence,),) = published.execute("SELECT licence FROM sources WHERE source = 'cem'").fetchall()
    assert found["licencia"] == licence
    assert found["corte"] == "hasta marzo de 2022"
    ((table,),) = published.execute(
        "SELECT label FROM tables WHERE source = 'cem' AND table_id = 'total'"
    ).fetchall()
    assert found["filtros"] == f"años 2021 a 2022 · cuadro: {table}"
    assert found["filtros"] in found["cita"]
    assert "cuadro" not in told(client, "cells?fuente=cem&tamano=1")["filtros"]
    assert f"{client.server}{API}/cells" in found["cita"]
    assert found["anios_abiertos"] == {"2022": "año abierto: enero a marzo"}
    csv = client.get(f"{API}/cells?fuente=cem&cuadro=total&formato=csv")
    notes = dict(pd.read_csv(io.BytesIO(csv.content))[["anio", "nota"]].to_numpy().tolist())
    assert notes[2022].endswith("año abierto: enero a marzo · demostración")
    assert notes[2021] == "exacto · demostración"


@pytest.mark.parametrize(
    ("route", "name", "query"),
    [
        ("coverage", "cobertura", "SELECT source, year, month, state FROM coverage"),
        (
            "published",
            "cifras_publicadas",
            "SELECT source, ubigeo, table_name FROM published_figures",
        ),
    ],
)
def test_what_goes_beside_the_cells(
    client: Client, published: duckdb.DuckDBPyConnection, route: str, name: str, query: str
) -> None:
    rows = [tuple(row.values()) for row in told(client, route)[name]]
    expected = published.execute(query).fetchall()
    assert expected
    width = len(expected[0])
    assert sorted(map(str, expected)) == sorted(str(row[:width]) for row in rows)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("{}", 304), ("W/{}", 304), ('"x", {}', 304), ("*", 304), ('"x{}"', 200), ('"x"', 200),
        ('"x", *', 200),
    ],
)  # fmt: skip
def test_a_tag_is_compared_as_http_says(client: Client, sent: str, status: int) -> None:
    tag = client.get(f"{API}/zones").headers["etag"]
    inner = tag.strip('"') if sent.startswith('"x{}') else tag
    answer = client.get(f"{API}/zones", headers={"If-None-Match": sent.format(inner)})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("path", "status"),
    [("cells?fuente=nada", 404), ("cells?fuente=cem&pagina=0", 400), ("cube.xlsx?a=1", 400),
     ("cells?fuente=cem", 304), ("cube.xlsx", 304), ("openapi.json", 304)],
)  # fmt: skip
def test_any_tag_is_no_answer_to_a_wrong_question(client: Client, path: str, status: int) -> None:
    answer = client.get(f"{API}/{path}", headers={"If-None-Match": "*"})
    assert answer.status_code == status


def test_another_address_is_another_answer(client: Client) -> None:
    """Answers name the address that they were asked at, so that one's tag is no other's."""
    path = f"{API}/cells?fuente=cem&tamano=1&edicion=1"
    one, other = (client.get(path, headers={"Host": host}) for host in ("localhost", "127.0.0.1"))
    assert "http://localhost/" in one.json()["cita"]
    assert one.content != other.content
    assert one.headers["etag"] != other.headers["etag"]


def test_operations_have_names_for_programs(client: Client) -> None:
    paths = client.get(f"{API}/openapi.json").json()["paths"]
    names = [path["get"]["operationId"] for path in paths.values()]
    assert len(names) == len(set(names)) > 0
    assert all(re.fullmatch(r"[a-z_]+", name) for name in names), names
    for path in paths.values():
        (edition,) = (p for p in path["get"]["parameters"] if p["name"] == "edicion")
        assert edition["schema"]["examples"] == [1]
