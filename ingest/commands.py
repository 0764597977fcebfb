"""What each command does, and how it tells: a progress bar and sentences, or one JSON object."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from ingest import deliveries, publication_report
from ingest import publish as publishing
from ingest.district_files import faults
from ingest.errors import Busy, ExitCode, Question, Refused
from ingest.faults import Kept, one_interrupt, told
from ingest.lock import writing
from ingest.outcome import Outcome
from ingest.recovery import recovered
from ingest.replaced import replaced_lines
from ingest.settings import WorkSettings
from ingest.sources.base import Options
from ingest.status import lines_of, status_of
from ingest.wording import brief, name_of
from observatorio import clock
from observatorio.problems import reason

Command = Callable[[argparse.Namespace, WorkSettings], ExitCode]
Tell = Callable[[float, str], None]
# Outcomes of a file that are not done with, the gravest first.
EXITS = {"refused": ExitCode.REFUSED, "question": ExitCode.QUESTION}


def say(text: str, answer: dict[str, Any], *, as_json: bool) -> None:
    """Prints the answer: with `--json` the object alone, else a sentence."""
    print(json.dumps(answer, ensure_ascii=False, default=str) if as_json else text)


def say_refused(message: str, *, as_json: bool) -> None:
    """Prints why nothing was done."""
    if as_json:
        print(json.dumps({"outcome": "refused", "message": message}, ensure_ascii=False))
    else:
        print(message, file=sys.stderr)


def say_question(question: Question, *, as_json: bool) -> None:
    """Prints what has to be answered before anything is done."""
    if as_json:
        answer = {"outcome": "question", "message": question.message, "question": question.fields}
        print(json.dumps(answer, ensure_ascii=False, default=str))
    else:
        print(question.message, file=sys.stderr)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Tell]:
    """A progress bar on the error stream; `tell(share, text)` moves it. Silent with --json."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True, quiet=quiet),
        transient=True,
    ) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda share, text: bar.update(task, completed=share, description=text)


def add(options: argparse.Namespace, settings: WorkSettings) -> ExitCode:
    """Takes in the files, one delivery each; goes on after a refused one."""
    said = Options(
        date_order=options.date_order,
        delivered_by=options.delivered_by,
        edition=options.edition_of_format,
        mapping=options.mapping,
        sheets=tuple(options.sheet),
        dry_run=options.dry_run,
        all_districts=options.all_districts,
        months=options.months,
        accept=tuple(options.accept),
    )
    outcomes: list[Outcome] = []
    with progress(quiet=options.json) as tell:
        for at, file in enumerate(options.files):
            tell(
                at / len(options.files),
                f"Leyendo {name_of(file)} ({at + 1} de {len(options.files)})",
            )
            before = Kept.now(settings)
            try:
                outcomes.append(_add_one(options.source, file, said, settings))
            except KeyboardInterrupt as problem:
                outcomes.append(_not_taken(file, told(problem, before, settings)))
                outcomes += [_not_taken(left, "No se leyó.") for left in options.files[at + 1 :]]
                break
    answers = [asdict(outcome) for outcome in outcomes]
    became = _worst({outcome.outcome for outcome in outcomes})
    answer = answers[0] if len(answers) == 1 else {"outcome": became, "deliveries": answers}
    say("\n".join(map(_sentence, outcomes)), answer, as_json=options.json)
    return EXITS.get(became, ExitCode.DONE)


def _worst(outcomes: set[str]) -> str:
    """What is told of several files: one was refused, else one asks, else all came in."""
    return next((name for name in EXITS if name in outcomes), "accepted")


def _add_one(source: str, file: Path, said: Options, settings: WorkSettings) -> Outcome:
    """What became of one file; that somebody else is writing refuses it like any other reason."""
    before = Kept.now(settings)
    try:
        with one_interrupt():
            return deliveries.add(source, file, said, settings)
    except Busy as no:
        return Outcome(None, "refused", message=str(no))
    except Exception as problem:
        return _not_taken(file, told(problem, before, settings))


def _not_taken(file: Path, why: str) -> Outcome:
    return Outcome(None, "refused", message=brief(f"{name_of(file)}: {why}"))


def _sentence(outcome: Outcome) -> str:
    lines = [outcome.message]
    if outcome.replaced_periods:
        lines += replaced_lines(outcome.replaced_periods, outcome.replaced)
    lines += [f"  {count} × {reason}" for reason, count in outcome.reasons.items()]
    if outcome.report:
        lines.append(f"  Informe para el sector: {outcome.report}")
    return "\n".join(lines)


def publish(options: argparse.Namespace, settings: WorkSettings) -> ExitCode:
    """Publishes an edition."""
    with progress(quiet=options.json) as tell:
        edition = publishing.publish(settings, tell, force=options.force)
    keys = ("edition", "cells", "protected", "tables")
    lines = publication_report.lines(edition)
    try:
        publication_report.write(edition, settings)
    except OSError as problem:
        lines.append(f"  El informe no se pudo guardar: {reason(problem)}.")
    answer = {key: getattr(edition, key) for key in keys}
    say("\n".join(lines), answer, as_json=options.json)
    return ExitCode.DONE


def audit(options: argparse.Namespace, settings: WorkSettings) -> ExitCode:
    """Attacks the current edition and writes the report for the data officer."""
    from ingest.audit.findings import audit_edition
    from ingest.audit.report import write_report

    with writing(settings, "audit"):
        recovered(settings)
    with progress(quiet=options.json) as tell:
        tell(0.1, "Atacando la edición vigente")
        found = audit_edition(settings)
    path = write_report(found, settings, clock.today())
    outcome = "Cumple" if found.bounds_kept else "NO cumple"
    answer = {"outcome": "kept" if found.bounds_kept else "failed", "report": str(path)}
    say(
        f"{outcome} los límites. Informe para la persona responsable de los datos: {path}",
        {**answer, "audit": asdict(found)},
        as_json=options.json,
    )
    return ExitCode.DONE if found.bounds_kept else ExitCode.REFUSED


def status(options: argparse.Namespace, settings: WorkSettings) -> ExitCode:
    """Says which edition is current and what each source has delivered."""
    answer = status_of(settings)
    say("\n".join(lines_of(answer)), answer, as_json=options.json)
    return ExitCode.DONE if answer["readable"] else ExitCode.REFUSED


def rollback(options: argparse.Namespace, settings: WorkSettings) -> ExitCode:
    """Goes back to an edition, and takes the later ones back."""
    taken = publishing.rollback(settings, options.edition, options.reason)
    told = f" No se muestran más: {', '.join(map(str, taken))}." if taken else ""
    say(
        f"La edición vigente es ahora la {options.edition}.{told}",
        {"edition": options.edition},
        as_json=options.json,
    )
    return ExitCode.DONE


def remove(options: argparse.Namespace, settings: WorkSettings) -> ExitCode:
    """Takes a delivery back."""
    answer = deliveries.remove(options.delivery, settings)
    say(answer["message"], answer, as_json=options.json)
    return ExitCode.DONE


def sample(options: argparse.Namespace, settings: WorkSettings) -> ExitCode:
    """Writes the demonstration files."""
    from ingest.sample import write_sample

    with progress(quiet=options.json) as tell:
        try:
            files = write_sample(
                options.out,
                districts=options.districts,
                cases=options.cases,
                seed=options.seed,
                progress=tell,
            )
        except ValueError as problem:
            raise Refused(str(problem)) from problem
    say(
        "\n".join(str(file) for file in files),
        {"files": [str(file) for file in files]},
        as_json=options.json,
    )
    return ExitCode.DONE


def template(options: argparse.Namespace, settings: WorkSettings) -> ExitCode:
    """Writes the workbook that a DEMUNA can fill in without any mapping."""
    from ingest.demuna.template import write_template

    file = write_template(options.out)
    say(f"Plantilla escrita: {file}", {"file": str(file)}, as_json=options.json)
    return ExitCode.DONE


def bootstrap(options: argparse.Namespace, settings: WorkSettings) -> ExitCode:
    """Builds the first stores when there are none."""
    # With what draws the demonstration: scipy's optimizers, that no other command waits for.
    from ingest.bootstrap import prepare

    for fault in faults(settings).values():
        print(fault, file=sys.stderr)
    with progress(quiet=options.json) as tell:
        done = prepare(settings, tell)
    if done:
        say(done, {"outcome": "accepted"}, as_json=options.json)
    return ExitCode.DONE
