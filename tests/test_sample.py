"""The demonstration files: exact published figures, plausible shares, the quirks of real files.

The files are read here in a plain way, on purpose without the importer.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.sample import write_sample
from ingest.sample.joint import controlled_round
from ingest.sample.model import FOLDER, official_columns, read_rows
from ingest.sample.rules import load_rules

DISTRICT_CEMS = ["CARABAYLLO", "COMISARIA SAN PEDRO DE CARABAYLLO"]
TOTALS = {2017: 832, 2018: 1196, 2019: 1278, 2020: 737, 2021: 1441, 2022: 262}
SUBJECT = "LEY DE VIOLENCIA CONTRA LA MUJER Y GRUPOS VULNERABLES"
# Percentage points within which the years without published margins stay around Lima's shares:
# the district's own year effects move them up to 4, chance another 2.
TOLERANCE = 6.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sample")
    write_sample(out)
    return out


@pytest.fixture(scope="module")
def raw(folder: Path) -> pd.DataFrame:
    path = folder / "demostracion_cem_carabayllo_2017-2022.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")


@pytest.fixture(scope="module")
def valid(raw: pd.DataFrame) -> pd.DataFrame:
    """The valid rows, with numbers where the file has codes."""
    table = raw.copy()
    table["date"] = pd.to_datetime(table["FECHA_INGRESO"], format="%d/%m/%Y", errors="coerce")
    table["year"] = table["date"].dt.year
    table["cem"] = table["CEM"].str.strip()
    for name in set(official_columns()) - {"CEM", "FECHA_INGRESO"}:
        table[name] = pd.to_numeric(table[name].str.strip())
    broken = table["date"].isna() | (table["EDAD_VICTIMA"] > 120) | (table["TIPO_VIOLENCIA"] > 3)
    assert broken.sum() == 6
    assert set(table.loc[broken, "cem"]) <= set(DISTRICT_CEMS)
    return table[~broken]


@pytest.fixture(scope="module")
def attended(valid: pd.DataFrame) -> pd.DataFrame:
    return valid[valid["cem"].isin(DISTRICT_CEMS)]


def share(values: pd.Series, code: int | list[int]) -> float:
    codes = code if isinstance(code, list) else [code]
    return 100 * float(values.isin(codes).mean())


def test_columns_are_the_official_ones_and_the_place(raw: pd.DataFrame) -> None:
    assert len(official_columns()) == 168
    assert list(raw.columns) == [*official_columns(), "LUGAR_REFERENCIA"]
    assert {"PUÑETAZOS", "VINCULO_AFECTIVO_COMPAÑEROS_TRABAJO"} <= set(raw.columns)


def test_totals_of_the_district_cems_are_the_published_ones(attended: pd.DataFrame) -> None:
    assert attended.groupby("year").size().to_dict() == TOTALS
    assert attended["date"].max() <= pd.Timestamp("2022-03-31")
    assert (attended.groupby(["year", "cem"]).size() > 50).all()


def test_margins_of_2020_are_exact(attended: pd.DataFrame) -> None:
    year = attended[attended["year"] == 2020]
    groups = pd.cut(year["EDAD_VICTIMA"], [0, 12, 18, 30, 60, 200], right=False, labels=False)
    assert groups.value_counts().sort_index().to_list() == [242, 153, 132, 183, 27]
    assert year["SEXO_VICTIMA"].value_counts().to_dict() == {0: 577, 1: 160}
    assert year["TIPO_VIOLENCIA"].value_counts().to_dict() == {2: 316, 1: 285, 3: 132, 0: 4}


def test_2020_is_nearly_empty_while_the_cems_were_closed(attended: pd.DataFrame) -> None:
    year = attended[attended["year"] == 2020]
    assert year["date"].dt.month.isin([4, 5, 6]).sum() < 15
    assert (attended[attended["year"] == 2021]["date"].dt.month.value_counts() > 60).all()


def test_shares_stay_near_the_calibration(attended: pd.DataFrame) -> None:
    usual = attended[attended["year"] != 2020]
    women = usual[usual["SEXO_VICTIMA"] == 0]
    men = usual[usual["SEXO_VICTIMA"] == 1]
    seen_and_wanted = [
        (share(usual["SEXO_VICTIMA"], 0), 82.2),
        (share(women["EDAD_VICTIMA"], list(range(18))), 30.8),
        (share(men["EDAD_VICTIMA"], list(range(18))), 69.2),
        *((share(women["TIPO_VIOLENCIA"], c), w) for c, w in enumerate([0.4, 40.9, 35.3, 23.4])),
        *((share(men["TIPO_VIOLENCIA"], c), w) for c, w in enumerate([0.8, 53.6, 37.3, 8.3])),
        *((share(women["VINCULO_AGRESOR_VICTIMA"], c), w) for c, w in [(1, 48.2), (2, 37.4)]),
        (share(men["VINCULO_AGRESOR_VICTIMA"], 2), 86.6),
        *((share(women["NIVEL_DE_RIESGO_VICTIMA"], c), w) for c, w in [(1, 14.8), (3, 31.2)]),
        *((share(usual["CONDICION"], c), w) for c, w in [(1, 70.4), (2, 11.4), (4, 11.8)]),
    ]
    far = [pair for pair in seen_and_wanted if abs(pair[0] - pair[1]) > TOLERANCE]
    assert not far


def test_associations_are_plausible(attended: pd.DataFrame) -> None:
    sexual = attended[attended["TIPO_VIOLENCIA"] == 3]
    girls = (sexual["SEXO_VICTIMA"] == 0) & (sexual["EDAD_VICTIMA"] < 18)
    assert girls.mean() > 0.6
    partners = attended[attended["VINCULO_AGRESOR_VICTIMA"] == 1]
    assert partners["EDAD_VICTIMA"].min() >= 15
    assert partners["VINCULO_PAREJA"].notna().all()
    assert attended.loc[attended["VINCULO_AGRESOR_VICTIMA"] != 1, "VINCULO_PAREJA"].isna().all()
    by_risk = attended.groupby("NIVEL_DE_RIESGO_VICTIMA")["INTERPUSO_DENUNCIA"].mean()
    assert by_risk.is_monotonic_increasing
    protected = attended.groupby("NIVEL_DE_RIESGO_VICTIMA")["CUENTA_MEDIDAS_PROTECCION"].mean()
    assert protected.is_monotonic_increasing
    assert 0.05 < attended["CUENTA_MEDIDAS_PROTECCION"].isna().mean() < 0.3


def test_only_optional_columns_have_blanks(valid: pd.DataFrame) -> None:
    required = [row["column"] for row in read_rows("cem_columns.csv") if row["required"] == "1"]
    assert len(required) > 30
    assert valid[required].notna().all().all()


def test_homes_and_other_cems(valid: pd.DataFrame, attended: pd.DataFrame) -> None:
    parts = ["DPTO_DOMICILIO", "PROV_DOMICILIO", "DIST_DOMICILIO"]
    home = (valid[parts] * [10000, 100, 1]).sum(axis=1)
    assert (home[attended.index] == 999999).mean() == pytest.approx(0.015, abs=0.01)
    away = ~home[attended.index].isin([150106, 999999])
    assert away.mean() == pytest.approx(0.08, abs=0.02)
    others = valid.index.difference(attended.index)
    assert len(others) == pytest.approx(0.12 * len(attended), rel=0.01)
    assert (home[others] == 150106).mean() == pytest.approx(0.5, abs=0.08)


def test_quirks_of_the_real_files_are_there(raw: pd.DataFrame) -> None:
    assert raw["CEM"].str.endswith(" ").any()
    assert {"01", "1", "99"} <= set(raw["PROV_DOMICILIO"])
    assert raw["EDAD_VICTIMA"].str.endswith(".0").any()
    assert (raw == " ").any().any()
    assert set(raw["GRITOS_INSULTOS"].str.strip()) == {"", "1", "1.0"}
    assert set(raw["MODALIDADES_VCM"].str.strip()) == {""}


def test_places_are_spelled_in_many_ways(attended: pd.DataFrame) -> None:
    place = attended["LUGAR_REFERENCIA"].str.strip()
    assert (place == "").mean() == pytest.approx(0.06, abs=0.015)
    unknown = place.str.contains("nueva alborada|los cedros", case=False)
    assert unknown.mean() == pytest.approx(0.04, abs=0.015)
    assert place[place.str.contains("chav[ií]n", case=False)].nunique() > 8
    lomas = place.str.contains("lomas de carabayllo", case=False)
    assert lomas.mean() > 4 * place.str.contains("huarangal", case=False).mean()
    assert not place.str.contains(r"\bN[°º.]|\bMz|\bLote|\bJr\.|\bAv\.", case=False).any()


def test_same_seed_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = write_sample(tmp_path / "a")
    assert all(path.read_bytes() == (folder / path.name).read_bytes() for path in again)
    other = write_sample(tmp_path / "b", seed=1)
    assert other[0].read_bytes() != again[0].read_bytes()


def test_every_file_is_marked_as_demonstration(folder: Path) -> None:
    names = [path.name for path in folder.iterdir()]
    assert len(names) == 6
    assert all(name.lower().startswith("demostracion") for name in names)
    assert "sintéticos" in (folder / "DEMOSTRACION.txt").read_text(encoding="utf-8")


def test_sidpol(folder: Path) -> None:
    path = folder / "demostracion_sidpol_2018-2022.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(path, encoding="utf-8-sig")
    assert set(table["UBIGEO_HECHO"]) == {150106, 150110, 150125, 150117, 10101}
    assert table["P_MODALIDADES"].nunique() == 7
    months = table[["ANIO", "MES"]].drop_duplicates()
    assert (len(months), months.iloc[-1].tolist()) == (51, [2022, 3])
    assert len(table) < 51 * 5 * 7
    assert (table["cantidad"] > 0).all()


def test_demuna(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "demostracion_demuna_2019-2022.xlsx")
    assert book.sheetnames == ["2019", "2020", "2021", "2022"]
    violent, cases = 0, 0
    for sheet in book:
        rows = list(sheet.values)
        header = next(n for n, row in enumerate(rows) if str(row[0]).lower() == "fecha")
        *body, total = rows[header + 1 :]
        assert total[:2] == ("TOTAL", len(body))
        assert {row[1] for row in body} <= set(range(18))
        matters = [str(row[3]).lower() for row in body]
        violent += sum(bool(re.match("violencia|atentados", matter)) for matter in matters)
        cases += len(body)
    assert violent / cases == pytest.approx(0.45, abs=0.04)


def test_police_points(folder: Path) -> None:
    table = pd.read_csv(folder / "demostracion_puntos_policiales_2019-2022.csv", dtype=str)
    forced = table["estado_coord"] == "SIN COORDENADA"
    assert forced.mean() == pytest.approx(0.84, abs=0.01)
    assert (table["observacion"].notna() == forced).all()
    assert len(table.loc[forced, ["lat_hecho", "long_hecho"]].drop_duplicates()) == 3
    subject = table[table["tipo_hecho"] == SUBJECT]
    assert len(subject) / len(table) == pytest.approx(0.24, abs=0.01)
    years = subject["fecha_hora_hecho"].str[6:10].value_counts()
    assert all(years[year] == pytest.approx(2500, abs=150) for year in ("2019", "2020", "2021"))


# INEI, projected to 30 June of 2018 to 2026.
PROJECTED = (361168, 380890, 400414, 412234, 423894, 435419, 446878, 458341, 469806)


def test_population_is_the_published_one(folder: Path) -> None:
    table = pd.read_csv(folder / "demostracion_poblacion.csv")
    total = table[(table["sex"] == "total") & (table["age_group"] == "total")]
    assert dict(zip(total["year"], total["population"], strict=True)) == {
        2007: 224299,
        2017: 350989,
        **dict(zip(range(2018, 2027), PROJECTED, strict=True)),
    }
    assert table["source_ref"].str.contains("INEI").all()


def test_national_files(tmp_path: Path) -> None:
    told: list[float] = []
    paths = write_sample(
        tmp_path, districts=20, cases=2000, progress=lambda part, text: told.append(part)
    )
    cem, directory, sidpol = paths[:3]
    table = pd.read_csv(cem, dtype=str, keep_default_na=False)
    assert table.shape == (2000, 186)
    assert set(official_columns()) <= set(table.columns)
    twin = list(table.columns).index("VULNERABILIDAD_VICTIMA_LGTBI")
    assert table.columns[twin + 1] == "VULNERABILIDAD_VICTIMA_LGBTI"
    dates = pd.to_datetime(table["FECHA_INGRESO"], format="%m/%d/%Y")
    assert sorted(dates.dt.year.unique()) == list(range(2020, 2026))
    recorded = table["MODALIDADES_VCM"].str.strip() != ""
    assert (recorded == (dates.dt.year >= 2023)).mean() > 0.99
    assert not recorded[dates.dt.year < 2023].any()
    cems = pd.read_csv(directory, dtype=str)
    assert cems["ubigeo"].nunique() == 20
    assert set(table["CEM"]) <= set(cems["cem"])
    assert set(cems.loc[cems["ubigeo"] == "150106", "cem"]) == set(DISTRICT_CEMS)
    assert pd.read_csv(sidpol, encoding="utf-8-sig")["UBIGEO_HECHO"].nunique() == 20
    assert told == sorted(told) and told[-1] == 1.0
    again = write_sample(tmp_path / "again", districts=20, cases=2000)
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in paths]


@pytest.mark.parametrize(
    "arguments", [{"districts": 0}, {"cases": 5}, {"districts": 9, "cases": 3}]
)
def test_impossible_sizes_are_refused(tmp_path: Path, arguments: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        write_sample(tmp_path, **arguments)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=12, max_size=12))
def test_controlled_rounding_meets_every_margin(counts: list[int]) -> None:
    whole = np.array(counts).reshape(2, 3, 2)
    margins = [whole.sum(axis=others).tolist() for others in ((1, 2), (0, 2), (0, 1))]
    total = max(whole.sum(), 1)
    expected = np.einsum("i,j,k->ijk", *margins) / total**2
    rounded = controlled_round(expected, margins)
    assert (rounded >= 0).all()
    assert [rounded.sum(axis=others).tolist() for others in ((1, 2), (0, 2), (0, 1))] == margins


def test_the_rules_only_name_official_columns_and_certain_shares() -> None:
    official = set(official_columns())
    for rule in load_rules():
        assert rule.column in official
        assert {name for name, _, _ in rule.conditions} <= official | {"YEAR"}
        assert float(rule.edges[-1]) <= 1.00001


def test_the_model_states_its_sources() -> None:
    text = (FOLDER / "model.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["year_totals"]["2021"] == 1441
    assert "Informe de Monitoreo y Vigilancia" in text
    assert all(row["basis"] for row in read_rows("cem_rules.csv"))
