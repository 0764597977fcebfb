"""Demonstration files in the official formats, drawn from a stated model; no person is real.

`write_sample` writes what the sectors of one district would deliver (CEM microdata, SIDPOL,
the DEMUNA register, police points, population) or, for several districts, the national CEM and
SIDPOL files that the benchmark loads. `model.toml` holds the figures with their sources,
`cem_rules.csv` the conditional distributions of the case columns, `places.csv` the places.
Published figures of the district are reproduced exactly; the rest is near the calibration.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ingest.sample.demuna import write_demuna
from ingest.sample.district_cem import write_district_cem
from ingest.sample.model import DEFAULT_SEED, load_model
from ingest.sample.national_cem import write_cem_directory, write_national_cem
from ingest.sample.police_points import write_police_points
from ingest.sample.population import write_population
from ingest.sample.sidpol import write_district_sidpol, write_national_sidpol

__all__ = ["write_sample"]

Progress = Callable[[float, str], None]

NOTICE = """DATOS DE DEMOSTRACIÓN

Estos archivos son sintéticos: los generó un programa a partir de un modelo. Ninguna persona,
caso, denuncia o atención que aparece en ellos es real, y no describen ningún hecho ocurrido.

El modelo, en breve:
- Los casos atendidos por los dos CEM de Carabayllo suman por año lo publicado (832, 1196, 1278,
  737 y 1441 de 2017 a 2021; 262 de enero a marzo de 2022), y los de 2020 coinciden con lo
  publicado por grupo de edad, sexo y tipo de violencia (Informe de Monitoreo y Vigilancia,
  Carabayllo, 2022).
- Las demás proporciones se acercan a las de los CEM del departamento de Lima (2020-2026).
- Todo lo demás (lugares, meses, vínculos, medidas, denuncias, DEMUNA, puntos policiales) son
  supuestos verosímiles que no prueban nada sobre ningún lugar. La población es la publicada
  por el INEI.
- El archivo nacional, cuando se genera, usa distritos y nombres inventados, salvo el 150106.

No los use para informar, comparar ni decidir: sirven para probar y mostrar el observatorio.
"""


def write_sample(
    out: Path,
    *,
    districts: int = 1,
    cases: int | None = None,
    seed: int = DEFAULT_SEED,
    progress: Progress | None = None,
) -> list[Path]:
    """Writes the demonstration files into the folder `out` and returns their paths.

    With one district, the five files of Carabayllo, whose number of cases is the published one;
    with more, the national CEM file of `cases` rows (by default 500 per district), its
    directory of CEMs and the national SIDPOL file. The same seed gives the same bytes.
    `progress` receives the part done (0 to 1) and what is being written, in Spanish.
    """
    if districts < 1 or (cases is not None and (districts == 1 or cases < districts)):
        raise ValueError("cases needs districts > 1, and at least one case per district")
    out.mkdir(parents=True, exist_ok=True)
    report = progress or (lambda share, text: None)
    if districts == 1:
        written = _write_district(out, seed, report)
    else:
        written = _write_national(out, districts, cases or 500 * districts, seed, report)
    notice = out / "DEMOSTRACION.txt"
    notice.write_text(NOTICE, encoding="utf-8", newline="\n")
    report(1.0, "Listo")
    return [*written, notice]


def _write_district(out: Path, seed: int, report: Progress) -> list[Path]:
    """The five files of the district, one step each."""
    steps: list[tuple[str, Callable[[Path, int], None]]] = [
        ("demostracion_cem_carabayllo_2017-2022.csv", write_district_cem),
        ("demostracion_sidpol_2018-2022.csv", write_district_sidpol),
        ("demostracion_demuna_2019-2022.xlsx", write_demuna),
        ("demostracion_puntos_policiales_2019-2022.csv", write_police_points),
        ("demostracion_poblacion.csv", write_population),
    ]
    for done, (name, write) in enumerate(steps):
        report(done / len(steps), f"Escribiendo {name}")
        write(out / name, seed)
    return [out / name for name, _ in steps]


def _write_national(
    out: Path, districts: int, cases: int, seed: int, report: Progress
) -> list[Path]:
    """The files of the benchmark; the case file takes nearly all the time."""
    cem, directory = out / "demostracion_cem_nacional.csv", out / "cem_directory.csv"
    sidpol = out / "demostracion_sidpol_nacional.csv"
    text = f"Escribiendo {cem.name}"
    write_national_cem(cem, districts, cases, seed, lambda part: report(0.9 * part, text))
    write_cem_directory(directory, districts)
    report(0.9, f"Escribiendo {sidpol.name}")
    ubigeos = min(districts, load_model()["national"]["sidpol_ubigeos"])
    write_national_sidpol(sidpol, ubigeos, seed)
    return [cem, directory, sidpol]
