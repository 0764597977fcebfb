"""The documents are true: commands run, links and pictures exist, names are the project's."""

from __future__ import annotations

import csv
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tomllib
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import dictionary
from ingest.renamu_editions import fields_by_edition
from ingest.sample import write_sample
from observatorio.config import CONFIG_FILE, ROOT

README, GUIDE = ROOT / "README.md", ROOT / "docs" / "guia.md"
DOCUMENTS = [README, *sorted((ROOT / "docs").glob("*.md"))]
PICTURES = sorted((ROOT / "docs" / "img").glob("*.png"))
MAX_PICTURE_BYTES = 300_000
# They install the environment and serve, or run these very tests: only their options are checked.
NOT_RUN = (["python", "run.py"], ["python", "run.py", "test"])
# The sample's bytes under names that a sector would give them, so that they count as real.
FILES = {
    "cem_2017-2022.csv": "demostracion_cem_carabayllo_2017-2022.csv",
    "comisaria_san_pedro.csv": "demostracion_puntos_policiales_2019-2022.csv",
    "demuna_2019-2022.xlsx": "demostracion_demuna_2019-2022.xlsx",
    "poblacion.csv": "demostracion_poblacion.csv",
}
OWN_REGISTER = """REGISTRO 2018;;;;
Apertura;Años;Género;Motivo;Sector de vivienda
05/11/2018;7;F;MALTRATO INFANTIL EN CASA;Lomas de Carabayllo
28/12/2018;12;M;Alimentos;El Progreso
TOTAL;2;;;
"""
ENGLISH = {
    "the", "and", "of", "to", "how", "what", "is", "are", "file", "files", "add", "start", "where",
    "each", "for", "with", "from", "your", "you", "download", "overview", "settings", "privacy",
}  # fmt: skip
SOURCE_SPAN = re.compile(r"`([^`\n]+)`")
PROGRAMS = runpy.run_path(str(ROOT / "run.py"))["PROGRAMS"]
Run = Callable[..., str]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, language: str) -> list[str]:
    """Fenced blocks of a language, those inside lists too, without their indentation."""
    found = re.findall(
        rf"^( *)```{language}\n(.*?)^\1```", path.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    return [re.sub(rf"^{indent}", "", body, flags=re.MULTILINE) for indent, body in found]


def commands(path: Path) -> list[list[str]]:
    lines = [line for block in blocks(path, "sh") for line in block.splitlines()]
    return [shlex.split(line) for line in lines if line.strip()]


def without_code(path: Path) -> str:
    return re.sub(r"^ *```.*?^ *```", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


# Commands.


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder, seed=7)
    return folder


@pytest.fixture
def run(
    tmp_path: Path,
    demo_data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs `python -m PROGRAM …` as documented, in a folder and with data of its own."""
    shutil.copytree(demo_data, tmp_path / "data")
    monkeypatch.setenv("OBSERVATORIO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(tmp_path / "data" / "store" / "public"))
    monkeypatch.delenv("OBSERVATORIO_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)

    def _run(program: str, *args: str) -> str:
        monkeypatch.setattr(sys, "argv", [program, *args])
        with pytest.raises(SystemExit) as done:
            runpy.run_module(PROGRAMS[program], run_name="__main__")
        said = capsys.readouterr()
        assert done.value.code == 0, f"{shlex.join(args)}: {said.err}{said.out}"
        return said.out.replace(str(tmp_path / "data"), "data")

    return _run


def correct(report: Path, target: Path) -> None:
    """What a sector does with its report: only the wrong values change."""
    text = report.read_text("utf-8-sig").replace(";728;", ";28;")
    text = text.replace(";31/02/2021;", ";28/02/2021;")
    target.write_text(text, encoding="utf-8")


def play(path: Path, run: Run, folder: Path) -> str:
    """Runs a document's commands in their order; gives all that they said."""
    said = []
    for command in commands(path):
        if command in NOT_RUN:
            continue
        assert command[:2] == ["python", "run.py"], command
        assert command[2] in PROGRAMS, command
        for argument in command[3:]:
            report = re.fullmatch(r"(.+/)?(\d{6}-[a-z_]+)-corregido\.csv", argument)
            if report:
                correct(Path("data/reports") / f"{report[2]}.csv", folder / argument)
        said.append(run(*command[2:]))
    return "\n".join(said)


def ministry_file() -> str:
    """The printed complaints as the ministry's own file has them: it falls short of none."""
    kinds = {"violencia familiar": "Violencia contra la mujer e integrantes"}
    printed = (ROOT / "data" / "published" / "police_150106.csv").read_text("utf-8")
    lines = ["ANIO,MES,DIST_HECHO,UBIGEO_HECHO,P_MODALIDADES,cantidad"]
    for row in csv.DictReader(printed.splitlines()):
        kind = kinds.get(row["kind"], "Otros")
        lines.append(f"{row['year']},{row['month']},CARABAYLLO,150106,{kind},{row['count']}")
    return "\n".join(lines)


def deliveries_folder(folder: Path, sample: Path) -> None:
    """The folder `entregas` of the guide."""
    folder.mkdir()
    for name, made in FILES.items():
        shutil.copy(sample / made, folder / name)
    (folder / "denuncias_sidpol.csv").write_text(ministry_file(), encoding="utf-8")
    reference = ROOT / "data" / "reference"
    shutil.copy(reference / "zones_150106.geojson", folder / "zonas.geojson")
    shutil.copy(reference / "services_150106.csv", folder / "servicios.csv")
    columns = [field.columns[0] for field in fields_by_edition()["2022"] if field.required]
    values = {"Ubigeo": "150106", "P64": "1", "VFI_P64": "1", "P64_6": "1", "P64_6_1": "31"}
    no = {name: "2" for name in columns if re.fullmatch(r"P64_\d+", name)}
    row = [(no | values).get(name, "") for name in columns]
    (folder / "renamu_2022.csv").write_text(f"{','.join(columns)}\n{','.join(row)}\n", "utf-8")
    (folder / "registro_propio.csv").write_text(OWN_REGISTER, encoding="utf-8")
    (mapping,) = blocks(GUIDE, "toml")
    (folder / "mi_mapeo.toml").write_text(mapping, encoding="utf-8")


def assert_said(path: Path, said: str) -> None:
    """Every line of the answers that a document shows was really said."""
    shown = [line for block in blocks(path, "text") for line in block.splitlines()]
    answers = [line for line in shown if "filas aceptadas" in line or line.startswith("  ")]
    wanting = [line for line in answers if "…" not in line and line not in said and "→" not in line]
    assert answers
    assert wanting == []


def test_commands_of_the_readme(run: Run, tmp_path: Path) -> None:
    said = play(README, run, tmp_path)
    assert_said(README, said)
    assert "publicada" in said


def test_commands_of_the_guide(run: Run, tmp_path: Path, sample: Path) -> None:
    deliveries_folder(tmp_path / "entregas", sample)
    said = play(GUIDE, run, tmp_path)
    assert_said(GUIDE, said)
    assert "registro_propio.csv: 2 filas aceptadas, 0 devueltas" in said
    assert "renamu_2022.csv: 1 fila aceptada, 0 devueltas" in said


def help_of(*args: str) -> str:
    done = subprocess.run(
        [sys.executable, *args, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


def section(path: Path, title: str) -> str:
    found = re.search(
        rf"^#+ {title}\n(.*?)(?=^## |\Z)", path.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert found, title
    return found[1]


@pytest.mark.parametrize(
    ("title", "program"), [("Start", ("run.py",)), ("Add a sector's file", ("-m", "ingest", "add"))]
)
def test_options_are_real(title: str, program: tuple[str, ...]) -> None:
    text = re.sub(r"```.*?```", "", section(README, title), flags=re.DOTALL)
    spans = " ".join(s for s in SOURCE_SPAN.findall(text) if not s.startswith("template"))
    named = set(re.findall(r"--[a-z-]+", spans))
    assert named
    assert named <= set(re.findall(r"--[a-z-]+", help_of(*program)))


def test_every_option_of_the_start_is_told() -> None:
    options = set(re.findall(r"--[a-z-]+", help_of("run.py"))) - {"--help"}
    assert options <= set(re.findall(r"--[a-z-]+", section(README, "Start")))


# Links and pictures.


def slug(heading: str) -> str:
    """The address of a heading inside its page, as code hosts make it."""
    text = re.sub(r"[^\w\- ]", "", unicodedata.normalize("NFC", heading.strip().lower()))
    return text.replace(" ", "-")


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(path: Path) -> None:
    wanting = []
    for link in re.findall(r"\]\(([^)\s]+)\)", without_code(path)):
        assert not link.startswith(("http:", "https:")), "nothing outside is needed to read this"
        file, _, anchor = link.partition("#")
        target = (path.parent / file) if file else path
        if not target.exists():
            wanting.append(link)
        elif anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
            wanting += [] if anchor in map(slug, headings) else [link]
    assert wanting == []


@pytest.mark.parametrize("path", PICTURES, ids=name_of)
def test_pictures_are_small_and_shown(path: Path) -> None:
    assert path.stat().st_size < MAX_PICTURE_BYTES
    assert any(f"img/{path.name})" in document.read_text("utf-8") for document in DOCUMENTS)


def test_every_picture_says_what_it_shows() -> None:
    assert PICTURES
    for document in DOCUMENTS:
        assert "![](" not in document.read_text("utf-8")


# Names.


def test_dictionary_is_up_to_date() -> None:
    written = (ROOT / "docs" / "diccionario.md").read_text("utf-8")
    assert written == dictionary.text(), "python -m ingest.dictionary"


def test_configuration_that_is_named_exists() -> None:
    config = tomllib.loads((ROOT / CONFIG_FILE).read_text("utf-8"))
    keys = {key for table in config.values() for key in table}
    text = section(README, "Another district")
    spans = SOURCE_SPAN.findall(text)
    named = [span for span in spans if re.fullmatch(r"[a-z_]+", span)]
    other = {"add", "publish"}
    assert set(named) - other <= keys
    assert len(named) > len(config["district"])
    tables = {t for d in (README, GUIDE) for t in re.findall(r"`\[([a-z_]+)\]`", d.read_text())}
    assert tables <= set(config)
    for document in DOCUMENTS:
        for name in re.findall(
            r"`((?:max|lock|fuzzy|tolerance)_\w+)`", document.read_text("utf-8")
        ):
            assert name in keys, f"{document.name}: {name}"


@pytest.mark.parametrize("name", ["requirements.in", "requirements-test.in"])
def test_every_dependency_has_its_reason(name: str) -> None:
    text = (ROOT / "docs" / "decisions.md").read_text("utf-8")
    lines = (ROOT / name).read_text("utf-8").splitlines()
    direct = [re.split(r"[=<>~!\[ ]", line)[0] for line in lines if re.match(r"[A-Za-z]", line)]
    assert direct
    assert [package for package in direct if f"**`{package}`**: " not in text] == []


def test_no_reason_is_given_for_what_is_not_a_dependency() -> None:
    needs = (ROOT / "requirements.in").read_text() + (ROOT / "requirements-test.in").read_text()
    told = re.findall(
        r"^\*\*`([^`]+)`\*\*: ", (ROOT / "docs" / "decisions.md").read_text("utf-8"), re.M
    )
    assert [name for name in told if not re.search(rf"^{re.escape(name)}\b", needs, re.M)] == []


def test_decisions_have_three_parts() -> None:
    for entry in re.split(r"\n\n", (ROOT / "docs" / "decisions.md").read_text("utf-8")):
        if entry.startswith("**"):
            assert "Why: " in entry, entry
            assert "Cost: " in entry, entry


def test_paths_that_are_named_exist() -> None:
    """Folders and files of the project named in code spans."""
    tops = {p.name for p in ROOT.iterdir()} - {"data"}
    wanting = []
    for document in DOCUMENTS:
        for span in SOURCE_SPAN.findall(without_code(document)):
            top = span.split("/")[0]
            plain = re.fullmatch(r"[\w./-]+", span) and ("/" in span or top in tops)
            if plain and top in tops and "…" not in span and not (ROOT / span).exists():
                wanting.append(f"{document.name}: {span}")
    assert [w for w in wanting if "benchmarks/out" not in w] == []


def test_headings_of_the_guide_are_spanish() -> None:
    headings = re.findall(r"^#+ (.+)$", without_code(GUIDE), re.MULTILINE)
    assert len(headings) > 10
    words = {word for heading in headings for word in re.findall(r"[a-záéíóúñ]+", heading.lower())}
    assert not words & ENGLISH
