"""The command line: exit codes, one JSON object and nothing else, words instead of tracebacks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest import cli
from ingest.deliveries import add as add_file
from ingest.errors import Question
from ingest.lock import writing
from ingest.sources.base import Options
from observatorio.config import ROOT
from observatorio.database import in_memory, open_to_write
from tests.cem_rows import row, text, usual

ADD_KEYS = [
    "delivery", "outcome", "rows_read", "accepted", "refused", "left_out", "periods",
    "replaced_periods", "reasons", "message", "report", "question", "replaced",
]  # fmt: skip
SOURCE_KEYS = {"records", "demonstration", "first_month", "last_month", "deliveries"}


@pytest.fixture(autouse=True)
def data(settings, monkeypatch, tmp_path):
    """The commands work in a data folder of their own, from any folder."""
    monkeypatch.setenv("OBSERVATORIO_DATA", str(settings.data_dir))
    monkeypatch.chdir(tmp_path)
    return settings.data_dir


@pytest.fixture
def run(capfd):
    """Runs a command; gives its exit code, standard output and standard error."""

    def _run(*words: object) -> tuple[int, str, str]:
        capfd.readouterr()
        try:
            code = cli.main([str(word) for word in words])
        except SystemExit as leaving:  # how argparse tells wrong usage
            code = int(leaving.code or 0)
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return _run


@pytest.fixture
def answer(run):
    """Runs a command with --json; standard output must be one object in one line."""

    def _answer(*words: object) -> tuple[int, dict]:
        code, out, _ = run(*words, "--json")
        assert out.count("\n") == 1, out
        return code, json.loads(out)

    return _answer


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "cem.csv"
    path.write_text(text([*usual(30), row(EDAD_VICTIMA="728")]), encoding="utf-8")
    return path


def test_add_answers_with_its_keys(answer, file):
    code, said = answer("add", "cem", file, "--delivered-by", "CEM")
    assert code == 0
    assert list(said) == ADD_KEYS
    assert (said["delivery"], said["outcome"]) == ("000001-cem", "accepted")
    assert (said["rows_read"], said["accepted"], said["refused"], said["left_out"]) == (
        31,
        30,
        1,
        0,
    )
    assert (said["periods"], said["replaced_periods"]) == (["2021-03"], [])
    assert list(said["reasons"].values()) == [1]
    assert Path(said["report"]).exists()
    assert answer("add", "cem", file)[1]["outcome"] == "unchanged"


def test_every_refusal_of_add_has_the_same_keys_and_code_one(answer, tmp_path, settings):
    (tmp_path / "mala.csv").write_text("a,b\n1,2\n")
    code, said = answer("add", "cem", tmp_path / "mala.csv")
    assert (code, list(said), said["outcome"]) == (1, ADD_KEYS, "refused")
    assert "mala.csv" in said["message"]
    code, said = answer("add", "cem", tmp_path / "ninguno.csv")
    assert (code, list(said), said["delivery"]) == (1, ADD_KEYS, None)


def test_a_question_has_a_code_its_option_and_exit_code_three(run, answer, file, monkeypatch):
    asked = Question("large_fall", "¿Es cierto?", "--accept large_fall", {"months": ["2021-03"]})

    def asking(*_: object, **__: object) -> None:
        raise asked

    monkeypatch.setattr("ingest.deliveries._add", asking)
    code, said = answer("add", "cem", file)
    assert (code, list(said), said["outcome"]) == (3, ADD_KEYS, "question")
    option = {"option": "--accept large_fall", "meaning": ""}
    fields = {"code": "large_fall", **option, "answers": [option], "months": ["2021-03"]}
    del fields["meaning"]
    assert said["question"] == fields
    code, out, _ = run("add", "cem", file)
    assert code == 3
    assert (
        out.rstrip()
        == "¿Es cierto? No cambió nada. Para responder, repita la orden con --accept large_fall"
    )
    monkeypatch.setattr("ingest.publish.publish", asking)
    code, said = answer("publish")
    assert (code, list(said)) == (3, ["outcome", "message", "question"])
    assert (said["outcome"], said["question"]) == ("question", fields)


def test_who_holds_the_lock_is_told_as_any_refusal(answer, file, settings, tmp_path, monkeypatch):
    config = tmp_path / "observatorio.toml"
    said = (ROOT / "observatorio.toml").read_text(encoding="utf-8")
    config.write_text(said.replace("lock_wait_s = 30", "lock_wait_s = 0.1"), encoding="utf-8")
    monkeypatch.setenv("OBSERVATORIO_CONFIG", str(config))
    with writing(settings, "publish"):
        code, said = answer("add", "cem", file)
        assert (code, list(said), said["outcome"]) == (1, ADD_KEYS, "refused")
        assert "«publish»" in said["message"]
        code, said = answer("remove", "1")
        assert (code, said["outcome"]) == (1, "refused")


def test_several_files_are_told_one_by_one(run, answer, file, tmp_path):
    bad = tmp_path / "mala.csv"
    bad.write_text("a,b\n1,2\n")
    code, said = answer("add", "cem", bad, file)
    assert (code, said["outcome"]) == (1, "refused")
    assert [list(one) for one in said["deliveries"]] == [ADD_KEYS, ADD_KEYS]
    assert [one["outcome"] for one in said["deliveries"]] == ["refused", "accepted"]


def test_a_load_is_told_in_sentences(run, file, tmp_path):
    code, out, _ = run("add", "cem", file)
    assert code == 0
    assert "cem.csv: 30 filas aceptadas, 1 devuelta con su motivo" in out
    assert "1 × EDAD_VICTIMA: edad imposible" in out
    assert "Informe para el sector: " in out
    newer = tmp_path / "nuevo.csv"
    newer.write_text(text(usual(5)))
    code, out, _ = run("add", "cem", newer)
    assert code == 3
    assert "2021-03 de CARABAYLLO, de 30 a 5" in out and "--accept large_fall" in out
    code, out, _ = run("add", "cem", newer, "--accept", "large_fall")
    assert code == 0
    assert "Reemplaza 1 mes" in out and "2021-03 CARABAYLLO: 30 → 5" in out


def holds_nothing(told: tuple[int, dict]) -> bool:
    code, said = told
    return (code, said["edition"], said["sources"]) == (0, None, {})


def test_status_publish_rollback_and_remove(run, answer, file):
    assert holds_nothing(answer("status"))
    assert run("add", "cem", file)[0] == 0
    code, said = answer("publish")
    assert (code, list(said)) == (0, ["edition", "cells", "protected", "tables"])
    assert said["edition"] == 1
    assert answer("publish")[1]["edition"] == 2
    code, said = answer("status")
    assert (code, said["edition"], list(said["sources"])) == (0, 2, ["cem"])
    source = said["sources"]["cem"]
    assert set(source) == SOURCE_KEYS
    assert (source["records"], source["demonstration"]) == (30, False)
    assert (source["first_month"], source["last_month"]) == ("2021-03", "2021-03")
    assert [d["delivery"] for d in source["deliveries"]] == ["000001-cem"]
    assert answer("rollback", 1) == (0, {"edition": 1})
    assert answer("status")[1]["edition"] == 1
    code, said = answer("rollback", 7)
    assert (code, said["outcome"]) == (1, "refused")
    assert "No existe la edición 7" in said["message"]
    assert answer("status")[1]["edition"] == 1
    code, said = answer("remove", "000001-cem")
    assert (code, said["outcome"], said["delivery"]) == (0, "removed", "000001-cem")
    assert answer("status")[1]["sources"]["cem"]["records"] == 0
    code, said = answer("remove", "000001-cem")
    assert (code, said["outcome"]) == (1, "refused")
    assert run("status")[0] == 0
    # Nothing is left to publish: whoever wants an empty edition has to say why.
    code, said = answer("publish")
    assert (code, said["outcome"], said["question"]["code"]) == (
        3,
        "question",
        "nothing_to_publish",
    )
    assert run("publish", "--force", "se cierra la oficina")[0] == 0


def test_a_trial_says_so_and_changes_nothing(run, answer, file, data):
    assert run("add", "cem", file, "--dry-run")[1].startswith("Ensayo")
    assert holds_nothing(answer("status"))


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nada"],
        ["add"],
        ["add", "cem"],
        ["add", "otra", "a.csv"],
        ["add", "cem", "a.csv", "--date-order", "ydm"],
        ["rollback", "uno"],
        ["remove"],
        ["sample"],
        ["template", "cem", "--out", "x.xlsx"],
        ["status", "--nada"],
    ],
)
def test_wrong_usage_has_code_two(run, data, words):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert "uso: " in err and "usage" not in err and "error:" not in err
    assert not data.exists()


def test_bad_files_and_options_are_refused_without_traceback(run, tmp_path, file):
    (tmp_path / "binario.csv").write_bytes(bytes(range(256)))
    cases = [
        ("add", "cem", tmp_path),
        ("add", "cem", tmp_path / "binario.csv"),
        ("add", "sidpol", file),
        ("add", "demuna", file, "--mapping", tmp_path / "ninguno.toml"),
        ("add", "cem", file, "--edition-of-format", "2099"),
        ("remove", "0"),
        ("rollback", "-1"),
        ("sample", "--out", tmp_path / "s", "--districts", "0"),
    ]
    for words in cases:
        code, out, err = run(*words)
        assert (code, bool(out + err)) == (1, True), words


def test_a_broken_configuration_is_told(run, answer, tmp_path, monkeypatch):
    config = tmp_path / "observatorio.toml"
    monkeypatch.setenv("OBSERVATORIO_CONFIG", str(config))
    assert answer("status")[0] == 1
    config.write_text("[district\n", encoding="utf-8")
    code, _, err = run("status")
    assert code == 1
    assert "TOML" in err


def test_a_full_disk_is_told_without_traceback(run, answer, file, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(file))

    monkeypatch.setattr("ingest.archive.Archive.keep", full)
    code, said = answer("add", "cem", file)
    assert (code, list(said), said["outcome"]) == (1, ADD_KEYS, "refused")
    assert "no queda espacio en el disco. No cambió nada." in said["message"]
    monkeypatch.undo()


def test_no_store_draws_over_what_a_command_answers(tmp_path):
    """DuckDB draws how far a slow statement is; in an answer of one line it was 40 lines."""
    for store in (in_memory(), open_to_write(tmp_path / "a")):
        with store as con:
            assert con.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [
                (False,)
            ]


def test_sample_writes_its_files(answer, tmp_path):
    code, said = answer("sample", "--out", tmp_path / "muestra", "--seed", 3)
    assert code == 0
    assert said["files"]
    assert all(Path(name).stat().st_size for name in said["files"])


def test_the_template_is_read_without_any_mapping(answer, tmp_path, settings):
    pytest.importorskip("ingest.demuna.template")
    code, said = answer("template", "demuna", "--out", tmp_path / "plantilla.xlsx")
    assert code == 0
    assert Path(said["file"]).read_bytes().startswith(b"PK")
    empty = add_file("demuna", tmp_path / "plantilla.xlsx", Options(), settings)
    assert empty.outcome in ("refused", "accepted")


def test_the_module_itself(file, data):
    """As it is typed: the object alone on standard output, the code of the process."""

    def typed(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "ingest", *map(str, words)],
            check=False, cwd=ROOT, env=os.environ | {"OBSERVATORIO_DATA": str(data)},
            capture_output=True, text=True, encoding="utf-8",
        )  # fmt: skip

    done = typed("add", "cem", file, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert list(json.loads(done.stdout)) == ADD_KEYS
    assert typed("add", "cem", file.with_name("ninguno.csv")).returncode == 1
    wrong = typed("nada")
    assert (wrong.returncode, wrong.stdout) == (2, "")
