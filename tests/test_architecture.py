"""The shape of the project: who imports whom, where SQL lives, how long files are, what is kept."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from observatorio.config import ROOT
from observatorio.database import run
from observatorio.sqlfiles import SQL_DIR

PAGE_LINES = 100
MODULE_LINES = 260  # about 200; a few that belong together take a little more
CODE = sorted(
    path
    for pattern in ("app.py", "run.py", "pages/*.py", "observatorio/**/*.py", "ingest/**/*.py")
    for path in ROOT.glob(pattern)
)
PAGES = sorted((ROOT / "pages").glob("*.py"))
SQL_FILES = sorted(SQL_DIR.rglob("*.sql"))
# Modules of the reading side that may hold a connection.
READING = {"observatorio/database.py"}
# Statements that are no questions: how the engine behaves, and when it writes to disk.
PRAGMAS = re.compile(r"(SET [a-z_]+ = [a-z0-9_]+|CHECKPOINT)")
SQL = re.compile(
    r"\bSELECT\b.*\bFROM\b|\bFROM\b.*\bSELECT\b|\bINSERT\s+INTO\b|\bUPDATE\b.*\bSET\b"
    r"|\bDELETE\s+FROM\b|\b(CREATE|DROP|ALTER)\s+(OR\s+REPLACE\s+)?(TEMP\s+)?(TABLE|VIEW|MACRO)\b"
    r"|^\s*(ATTACH|DETACH|COPY|PRAGMA|SET|CHECKPOINT|SELECT)\b",
    re.DOTALL,
)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path: Path) -> set[str]:
    """Modules that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: relative import"
            found |= {f"{node.module}", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def packages_of(path: Path) -> set[str]:
    return {module.split(".")[0] for module in imports_of(path)}


def kept_files() -> list[Path]:
    """The files that are (or will be) part of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    names = [name for name in listed.decode().split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def each(paths: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=name_of)


# Directions.


@each(CODE)
def test_imports_go_one_way(path: Path) -> None:
    """Pages read from observatorio, ingest writes with its help, observatorio knows neither."""
    top, packages = name_of(path).split("/")[0], packages_of(path)
    forbidden = {
        "observatorio": {"ingest", "pages", "app", "tests"},
        "ingest": {"pages", "app", "tests", "streamlit"},
        "pages": {"ingest", "pages", "app", "tests"},
        "app.py": {"ingest", "pages", "tests"},
        "run.py": {"ingest", "pages", "app", "observatorio", "streamlit", "duckdb", "tests"},
    }[top]
    assert not packages & forbidden


@each(CODE)
def test_only_what_is_drawn_knows_streamlit(path: Path) -> None:
    drawn = name_of(path) == "app.py" or name_of(path).startswith(("pages/", "observatorio/ui/"))
    assert drawn or "streamlit" not in packages_of(path)
    if "streamlit" not in packages_of(path) and not drawn:
        assert not any(m.startswith("observatorio.ui") for m in imports_of(path))


@each([p for p in CODE if not name_of(p).startswith("ingest/")])
def test_only_few_modules_hold_a_connection(path: Path) -> None:
    assert name_of(path) in READING or "duckdb" not in packages_of(path)


@each(PAGES)
def test_pages_do_not_reach_the_stores(path: Path) -> None:
    forbidden = {"observatorio.database", "observatorio.sqlfiles", "observatorio.store"}
    assert not imports_of(path) & forbidden


def test_no_two_modules_import_each_other() -> None:
    """Nor do several in a circle: each is taken away once all that it imports are."""
    rooms = ROOT.glob("observatorio/*/*.py")
    names = {name_of(p).removesuffix(".py").replace("/", "."): p for p in rooms}
    left = {name: imports_of(path) & set(names) for name, path in names.items()}
    while free := {name for name, needed in left.items() if not needed & set(left)}:
        left = {name: needed for name, needed in left.items() if name not in free}
    assert left == {}


@each([p for p in CODE if name_of(p).startswith("observatorio/map_picture/")])
def test_no_arrow_goes_upwards(path: Path) -> None:
    """Slides and reports show the map; it knows neither."""
    assert not any(m.startswith(("observatorio.slides", "observatorio.balance"))
                   for m in imports_of(path))  # fmt: skip


# What the public side must not know, as code names it.
UNKNOWN = re.compile(
    r"registry|registries|archive|secret|\b(record|person|cell)_keys?\b|record-key|data_dir"
    r"|data_folder|reports_dir|work_?settings|OBSERVATORIO_DATA",
    re.IGNORECASE,
)
PUBLIC_SIDE = [p for p in CODE if name_of(p).startswith(("app.py", "pages/", "observatorio/"))]


def words_of(path: Path) -> Iterator[str]:
    """Names and texts of a module; what it says to its readers in docstrings is no use of them."""
    yield from texts_of(path)
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.alias):
            yield from (node.name, node.asname or "")
        for attribute in ("id", "attr", "arg", "name", "module"):
            if isinstance(value := getattr(node, attribute, None), str):
                yield value


@each(PUBLIC_SIDE)
def test_the_public_side_never_names_what_ingest_works_on(path: Path) -> None:
    """Neither the registry, the archive, the secret nor the data folder: it has no way to them."""
    assert [word for word in words_of(path) if UNKNOWN.search(word)] == []


@each([p for p in SQL_FILES if p.parent.name == "queries"])
def test_public_queries_never_name_a_record(path: Path) -> None:
    assert not re.search(r"\b(registry|records|record_key)\b", path.read_text("utf-8"))


@pytest.mark.parametrize(
    "line",
    [
        "folder = settings.registry_dir",
        "from ingest.settings import WorkSettings as Settings",
        "def opened(*, archive_dir): ...",
        "file = root / 'secret' / 'record-key'",
        "os.environ['OBSERVATORIO_DATA']",
        "where = f'{root}/store/registry'",
    ],
)
def test_a_way_to_the_registry_would_be_seen(tmp_path: Path, line: str) -> None:
    file = tmp_path / "module.py"
    file.write_text(f'"""A docstring."""\n{line}\n', encoding="utf-8")
    assert any(UNKNOWN.search(word) for word in words_of(file))


# Published values are added in one place.

ADDING = {"sum", "fsum", "cumsum", "nansum", "accumulate", "reduce", "sumprod"}
READERS = [
    path
    for path in CODE
    if name_of(path).startswith(("app.py", "pages/", "observatorio/"))
    and name_of(path) != "observatorio/disclosure.py"
]


def additions_of(tree: ast.Module) -> list[int]:
    """Lines that add things up: a call of sum and its like, by whatever path."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            found += [node.lineno] if name in ADDING else []
        elif isinstance(node, ast.ImportFrom):
            found += [node.lineno for alias in node.names if alias.name in ADDING]
    return found


@each(READERS)
def test_only_disclosure_adds_published_values(path: Path) -> None:
    assert additions_of(tree_of(path)) == []


@pytest.mark.parametrize(
    "text",
    ["sum(x)", "np.sum(x)", "frame['value'].sum()", "math.fsum(x)", "from math import fsum as f"],
)
def test_an_addition_would_be_seen(text: str) -> None:
    assert additions_of(ast.parse(text)) == [1]


# Facts stay facts until the last step: none is read back out of a text that a person reads.

PARSING = {
    "split", "rsplit", "splitlines", "partition", "rpartition", "startswith", "endswith",
    "removeprefix", "removesuffix",
}  # fmt: skip
PARSERS = {
    # Texts of machines: addresses, headers, paths, names of files and styles, SVG, codes with |.
    *("ui/addresses", "ui/answers", "ui/document", "ui/downloads", "ui/guard", "site", "config"),
    *("makers", "store", "editions", "balance/build", "balance/document", "balance/word_style"),
    *("slides/deck", "slides/looks", "slides/names", "charts/picture", "charts/plotly_traces"),
    *("charts/vega_marks", "views/route_areas", "cube"),
    # How a text is spelt, cleaned and broken into lines, whatever it says.
    *("numbers", "ui/text", "charts/layout", "charts/measure"),
    # Until a title says its short form as a column.
    "invented",
}
OF_FILES = ("observatorio/api/", "observatorio/exports/")  # what is asked for and given as files


def parsings_of(tree: ast.Module) -> list[str]:
    """Calls that take a text apart or look into it."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(called := node.func, ast.Attribute):
            regular = isinstance(called.value, ast.Name) and called.value.id == "re"
            found += [called.attr] if called.attr in PARSING or regular else []
    return found


@each([path for path in PUBLIC_SIDE if not name_of(path).startswith(OF_FILES)])
def test_no_fact_is_read_back_out_of_a_text(path: Path) -> None:
    name = name_of(path).removeprefix("observatorio/").removesuffix(".py")
    found = parsings_of(tree_of(path))
    assert not found or name in PARSERS, found
    assert found or name not in PARSERS, "it parses nothing any more: take it off PARSERS"


@pytest.mark.parametrize("line", ["a.b.split()", "f(x)[1].endswith('as')", "re.match('a', b)"])
def test_a_text_that_is_parsed_would_be_seen(line: str) -> None:
    assert parsings_of(ast.parse(line))


# Time.

# What asks some other clock, or says in UTC what people read as their own day.
OTHER_CLOCKS = re.compile(
    r"\b(date|datetime)\.(today|utcnow|now|utcfromtimestamp)\(|\b(UTC|timezone\.utc|gmtime|localtime)\b"
    r"|time\.(strftime|ctime)\("
)
SQL_CLOCKS = re.compile(
    r"\b(current_date|current_time(stamp)?|get_current_\w+|transaction_timestamp)\b|\b(now|today)\(",
    re.I,
)


@each([p for p in CODE if name_of(p) != "observatorio/clock.py"])
def test_one_clock_for_all(path: Path) -> None:
    assert OTHER_CLOCKS.findall(_without_texts(path.read_text("utf-8"))) == []


@each([p for p in CODE if name_of(p) != "observatorio/database.py"])
def test_one_place_opens_stores(path: Path) -> None:
    assert "duckdb.connect(" not in path.read_text("utf-8")


def test_tests_ask_the_same_clock() -> None:
    """Two that asked the store for its day failed while it was Monday in Lima, Tuesday in UTC."""
    about_clocks = {"test_architecture.py", "test_clock.py", "test_words_of_files.py"}
    modules = [p for p in (ROOT / "tests").glob("*.py") if p.name not in about_clocks]
    assert {p.name: _other_clocks(p) for p in modules if _other_clocks(p)} == {}


def _other_clocks(path: Path) -> list[str]:
    in_code = OTHER_CLOCKS.finditer(_without_texts(path.read_text("utf-8")))
    in_sql = SQL_CLOCKS.finditer("\n".join(texts_of(path)))
    return [found.group() for found in (*in_code, *in_sql)]


@each(SQL_FILES)
def test_sql_is_told_the_day(path: Path) -> None:
    assert SQL_CLOCKS.findall("\n".join(_code_lines(path.read_text("utf-8")))) == []


@pytest.mark.parametrize("line", ["date.today()", "datetime.now(UTC)", "x = time.gmtime()"])
def test_another_clock_would_be_seen(line: str) -> None:
    assert OTHER_CLOCKS.search(_without_texts(line))


def _without_texts(text: str) -> str:
    """Code without its docstrings and comments, which may speak of UTC."""
    return re.sub(r'"""(.|\n)*?"""|#[^\n]*', "", text)


# SQL.


def texts_of(path: Path) -> Iterator[str]:
    """String constants of a module, joined where they are parts of one; docstrings excepted."""
    tree = tree_of(path)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values
            )


@each([*CODE, *sorted((ROOT / "benchmarks").glob("*.py"))])
def test_no_sql_in_python(path: Path) -> None:
    found = [t for t in texts_of(path) if SQL.search(t) and not PRAGMAS.fullmatch(t.strip())]
    floor = path.parent.name == "benchmarks" and "floor" in path.stem
    assert not found or floor


@pytest.mark.parametrize(
    "text",
    [
        "SELECT a FROM b",
        "INSERT INTO a VALUES (1)",
        "UPDATE a SET b = 1",
        "CREATE TEMP TABLE a AS",
        "ATTACH 'x' AS y",
        "FROM a\nSELECT b",
        "SELECT 1",
    ],
)
def test_sql_would_be_seen(text: str) -> None:
    assert SQL.search(text)
    assert not PRAGMAS.fullmatch(text)


@each(SQL_FILES)
def test_sql_files_say_what_they_are_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(r"-- \S.{10,}", text), "its first line is a comment"
    assert text.endswith("\n")
    used = set(re.findall(r"\$([a-z_]+)", "\n".join(_code_lines(text))))
    header = "\n".join(line for line in text.splitlines() if line.startswith("--"))
    assert not used or "arameter" in header or name_of(path).startswith("sql/ingest/"), used


def _code_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.lstrip().startswith("--")]


@each([p for p in SQL_FILES if p.parent.name == "queries"])
def test_queries_say_question_grain_and_parameters(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    header = "\n".join(line for line in text.splitlines() if line.startswith("--")).lower()
    for word in ("grain", *(["parameters"] if "$" in "\n".join(_code_lines(text)) else [])):
        assert word in header, word


def test_every_sql_file_is_used() -> None:
    """By its name, by its folder, or by a name made of parts that are there."""
    texts = [t for path in CODE for t in texts_of(path)]
    folders = {p.parent.relative_to(SQL_DIR).as_posix() for p in SQL_FILES} & set(texts)
    made = [re.escape(t).replace("…", "[^/]+") for t in texts if "/" in t and "…" in t]
    patterns = [re.compile(m) for m in made if not m.startswith("[^/]+")]
    unused = []
    for path in SQL_FILES:
        name = path.relative_to(SQL_DIR).with_suffix("").as_posix()
        by_parts = any(p.fullmatch(name) for p in patterns) and (
            path.stem in texts or path.parent.name in texts or path.stem == "insert"
        )
        if name not in texts and name.rsplit("/", 1)[0] not in folders and not by_parts:
            unused.append(name)
    assert unused == []


@pytest.mark.parametrize("schema", ["public", "registry"])
def test_every_table_and_column_is_described(schema: str) -> None:
    con = duckdb.connect()
    run(con, f"schema/{schema}")
    for kind, name in (("tables", "table_name"), ("columns", "table_name || '.' || column_name")):
        bare = con.execute(
            f"SELECT {name} FROM duckdb_{kind}() WHERE NOT internal AND coalesce(comment, '') = ''"
        ).fetchall()
        assert bare == []


# Sizes and words.


@each(PAGES)
def test_pages_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= PAGE_LINES


@each(CODE)
def test_modules_are_of_a_size_to_be_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MODULE_LINES


@each([p for p in CODE if not name_of(p).startswith("pages/")])
def test_public_functions_say_what_they_do(path: Path) -> None:
    tree = tree_of(path)
    assert ast.get_docstring(tree), "module"
    wanting = []
    for node in _public(tree):
        if not ast.get_docstring(node) and node.name != "__init__":
            wanting.append(f"{node.name}: docstring")
        if isinstance(node, ast.FunctionDef):
            wanting += [f"{node.name}: {what}" for what in _without_annotation(node)]
    assert wanting == []


def _public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                for part in node.body:
                    named = isinstance(part, ast.FunctionDef) and (
                        not part.name.startswith("_") or part.name == "__init__"
                    )
                    if isinstance(part, ast.FunctionDef) and named:
                        yield part


def _without_annotation(node: ast.FunctionDef) -> list[str]:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    bare = [a.arg for a in arguments if a.annotation is None and a.arg not in ("self", "cls")]
    return bare + (["return"] if node.returns is None and node.name != "__init__" else [])


# What is kept in the repository.

# In parts, so that this file does not hold what it looks for.
HOSTS = ["py" + "pi.org", "python" + "hosted.org", "ana" + "conda.org", "npm" + "js.org"]
MACHINE = re.compile(
    r"(?<![\w.~$}/-])/(" + "|".join(["ro" + "ot", "ho" + "me", "wo" + "rk"]) + r")/\w"
)


def test_no_file_names_a_package_index_or_a_path_of_a_machine() -> None:
    found = []
    for path in kept_files():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found += [f"{name_of(path)}: {host}" for host in HOSTS if host in text]
        if path.suffix not in {".png", ".jpg", ".xlsx", ".woff2", ".pdf"}:
            found += [f"{name_of(path)}: {m[0]}" for m in MACHINE.finditer(text)]
    assert found == []


def test_no_store_no_secret_and_no_host_bound_lock_is_kept() -> None:
    kept = [name_of(path) for path in kept_files()]
    stores = (".duckdb", ".wal", ".parquet", ".db", ".sqlite", ".sav")
    locks = {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock"}
    assert not [name for name in kept if name.endswith(stores)]
    assert not [name for name in kept if Path(name).name in locks]
    assert not [n for n in kept if n.startswith(("data/archive", "data/store", "data/secret"))]
    assert not [n for n in kept if "record-key" in n or n.startswith(".venv")]


def test_dependencies_are_pinned_by_hash() -> None:
    for name in ("requirements.txt", "requirements-test.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9_.\[\]-]+==", text, re.IGNORECASE | re.MULTILINE)
        assert pins
        assert text.count("--hash=sha256:") >= len(pins)
        assert "-index-url" not in text


def test_pages_have_an_english_stem_and_no_helpers_beside_them() -> None:
    assert [p.name for p in (ROOT / "pages").glob("_*")] in ([], ["__pycache__"])
    for path in PAGES:
        assert re.fullmatch(r"[a-z_]+", path.stem), path.name


def test_the_tests_have_every_pin_of_the_application() -> None:
    """They are installed alone (`run.py test`): a pin that only one file has fails in a clone."""
    app, test = (
        set(re.findall(r"^[\w.-]+==\S+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.txt", "requirements-test.txt")
    )
    assert app <= test
