"""Sets up and starts the observatory, with nothing but Python 3.11 and pip.

    python run.py                  sets up, builds the stores if there are none, opens the app
    python run.py test [ARG ...]   sets up and runs all tests (arguments go to pytest;
                                  --exhaustive also runs those that take long)
    python run.py ingest ARG ...   the same as `python -m ingest ARG ...` in the environment
    python run.py balance ARG ...  the same as `python -m observatorio.balance ARG ...`

Only the standard library is used here: this file runs before anything is installed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from http import HTTPStatus
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
REQUIREMENTS = {"app": ROOT / "requirements.txt", "test": ROOT / "requirements-test.txt"}
PROGRAMS = {"ingest": "ingest", "balance": "observatorio.balance"}
# Names of the folders in the environment; the last one names the configuration file.
DATA, PUBLIC = "OBSERVATORIO_DATA", "OBSERVATORIO_PUBLIC"
FOLDERS = (DATA, PUBLIC, "OBSERVATORIO_CONFIG")
ATTEND = "--attend"
OPEN_FILES = 8192
START_LIMIT_S = 120
STOP_LIMIT_S = 10
WORDS = {
    "usage: ": "uso: ",
    "options": "opciones",
    "show this help message and exit": "muestra esta ayuda",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
    "unrecognized arguments: %s": "no se conoce: %s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "expected one argument": "falta su valor",
    "invalid %(type)s value: %(value)r": "%(value)r no sirve: se espera un número entero",
}


def main(argv: list[str]) -> int:
    """Runs the command named first in `argv`; returns the exit code of the process."""
    if sys.version_info < (3, 11):  # noqa: UP036 - said before anything newer is needed
        print("Se necesita Python 3.11 o posterior.", file=sys.stderr)
        return 2
    for name in filter(os.environ.get, FOLDERS):
        # Some commands are run in another folder than the person's.
        os.environ[name] = str(Path(os.environ[name]).resolve())
    if argv[:1] == ["test"]:
        install("test")
        # Tests wait for browsers half of their time: two more of them at once than there are cores.
        os.environ.setdefault("PYTEST_XDIST_AUTO_NUM_WORKERS", str((os.cpu_count() or 1) + 2))
        return run("-m", "pytest", *argv[1:])
    if argv[:1] and argv[0] in PROGRAMS:
        install("app")
        # In the person's own folder: the files that they name are there.
        return run("-m", PROGRAMS[argv[0]], *argv[1:], folder=Path.cwd())
    if argv[:1] == [ATTEND]:
        with os.fdopen(int(argv[1]), encoding="utf-8") as told:
            return attend(parse(argv[2:]), {**os.environ, PUBLIC: told.read()})
    return start(parse(argv), argv)


def parse(argv: list[str]) -> argparse.Namespace:
    """Reads the options of the start command; wrong usage ends the process with code 2."""
    # argparse takes its words from gettext, for which Python ships no Spanish.
    setattr(argparse, "_", lambda text: WORDS.get(text, text))  # noqa: B010 - it is private
    parser = argparse.ArgumentParser(prog="run.py", description="Abre el observatorio.")
    parser.add_argument("--port", type=int, default=8501, help="puerto (8501)")
    parser.add_argument("--address", default="127.0.0.1", help="dirección (127.0.0.1)")
    parser.add_argument("--no-browser", action="store_true", help="no abre el navegador")
    parser.epilog = (
        "Otras órdenes: run.py test [--exhaustive], run.py ingest --help, run.py balance --help."
    )
    return parser.parse_args(argv)


def install(kind: str) -> None:
    """Makes `.venv` hold exactly the pinned packages; does nothing when it already does.

    The test requirements contain the application's, so a test environment also serves the app.
    """
    wanted = {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in REQUIREMENTS.items()
    }
    stamp = VENV / "installed.txt"
    done = stamp.read_text().split() if stamp.exists() and PYTHON.exists() else []
    if wanted[kind] in done or wanted["test"] in done:
        return
    print(
        "Preparando el entorno (solo la primera vez; tarda alrededor de un minuto)…",
        file=sys.stderr,
        flush=True,
    )
    make_environment()
    subprocess.run(
        [
            PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            REQUIREMENTS[kind],
        ],
        check=True,
        cwd=ROOT,
        stdout=sys.stderr,
    )
    stamp.write_text(wanted[kind])


def make_environment() -> None:
    """Creates `.venv`; one that was left half made is thrown away first."""
    if VENV.exists() and not PYTHON.exists():
        shutil.rmtree(VENV)
    if not VENV.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)


def run(*args: str, folder: Path = ROOT) -> int:
    """Runs the environment's Python on the project, in `folder`, and returns its exit code."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    if PROGRAMS["balance"] in args and env.get(DATA):
        env |= {PUBLIC: public_environment()[PUBLIC]}
    # It hears Ctrl+C too, and is let tell what became of its work.
    heard = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        return subprocess.run([PYTHON, *args], cwd=folder, env=env, check=False).returncode
    finally:
        signal.signal(signal.SIGINT, heard)


def start(options: argparse.Namespace, argv: list[str]) -> int:
    """Installs, builds the stores when there are none, serves the app until it is stopped."""
    install("app")
    code = run("-m", "ingest", "bootstrap")
    if code:
        return code
    if os.environ.get(DATA) and os.name == "posix":
        begin_anew(argv)
    return attend(options, public_environment())


def begin_anew(argv: list[str]) -> NoReturn:
    """Becomes a process that was never told of the data folder: the server's parent.

    What a process was started with stays in its environment, for others of its user to read. The
    one folder that the server needs is told through a pipe.
    """
    reading, writing = os.pipe()
    os.write(writing, public_environment()[PUBLIC].encode())
    os.close(writing)
    os.set_inheritable(reading, True)
    environment = {name: v for name, v in os.environ.items() if name not in (DATA, PUBLIC)}
    sys.stdout.flush()
    command = [sys.executable, str(ROOT / "run.py"), ATTEND, str(reading), *argv]
    os.execve(sys.executable, command, environment)


def attend(options: argparse.Namespace, environment: dict[str, str]) -> int:
    """Serves the app until it is stopped, and says when it can be opened."""
    raise_open_files()
    server = serve(options, environment)
    # Whoever stops this process (a service manager, a closed terminal) stops the server too.
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    # What a script starts in the background is told by its shell to ignore this one.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=announce, args=(server, options), daemon=True).start()
    try:
        return server.wait()
    except KeyboardInterrupt:
        return stop(server)


def raise_open_files() -> None:
    """Lets the server hold as many files and sockets as a thousand readers need, where it may.

    Many a system allows 1024 at first, and each reader's tab takes four.
    """
    if os.name != "posix":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def stop(server: subprocess.Popen[bytes]) -> int:
    """Asks the server to end, and ends it when it does not: it only reads, so nothing is lost."""
    server.terminate()
    try:
        return server.wait(timeout=STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        server.kill()
        return server.wait()


def serve(
    options: argparse.Namespace, environment: dict[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Starts the server of the published editions, in its own environment."""
    environment = environment or public_environment()
    module = ("-m", "observatorio.ui.serve")
    where = ("--address", options.address, "--port", str(options.port))
    return subprocess.Popen([PYTHON, *module, *where], cwd=ROOT, env=environment)


def public_environment() -> dict[str, str]:
    """The server's environment: it is told of the published editions, not of the data folder."""
    environment = dict(os.environ)
    data = Path(environment.pop(DATA, "") or ROOT / "data").resolve()
    return {**environment, PUBLIC: str(data / "store" / "public")}


def announce(server: subprocess.Popen[bytes], options: argparse.Namespace) -> None:
    """Prints the address once the first page can be opened, and opens the browser there."""
    host = "127.0.0.1" if options.address in ("0.0.0.0", "::") else options.address
    address = f"http://{host}:{options.port}/"
    deadline = time.monotonic() + START_LIMIT_S
    while server.poll() is None and time.monotonic() < deadline:
        if is_ready(address + "ready"):
            print(f"Observatorio listo: {address}", flush=True)
            if not options.no_browser:
                webbrowser.open(address)
            return
        time.sleep(0.1)


def is_ready(url: str) -> bool:
    """True when the server answers that its first page has been drawn once."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
