"""A cell says what it said until as many of its records changed as the threshold asks for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ingest import deliveries
from ingest.archive import Archive
from observatorio.disclosure import figure_of, rounding_steps, slack
from tests.series_replay import Replay, editions_of
from tests.test_editions import Register


def test_a_series_says_what_its_records_and_the_rule_say(tmp_path: Path) -> None:
    """Months, late and corrected records, a file taken back and handed in again."""
    register = Register(tmp_path, a_month=70)
    register.more((2020, 7), (2021, 1))
    register.hand_in()
    register.publish(date(2021, 2, 5))
    register.more((2021, 2), (2021, 2))
    register.hand_in()
    register.publish(date(2021, 3, 5))
    register.exactly(2021, 1, 24)
    register.hand_in()
    register.publish(date(2021, 3, 6))
    for case in [c for c in register.cases if c["FECHA_INGRESO"].endswith("2021")][:26]:
        case["SEXO_VICTIMA"] = str(1 - int(case["SEXO_VICTIMA"]))
    march = register.more((2021, 3), (2021, 3))
    register.cases = [case for case in register.cases if case not in march]
    register.hand_in()
    register.world.add_cases("marzo.csv", march)
    register.publish(date(2021, 4, 5))
    number = max(d.number for d in Archive(register.world.settings).deliveries())
    deliveries.remove(str(number), register.world.settings)
    register.publish(date(2021, 4, 6), force="marzo se retiró")
    register.world.add_cases("marzo_otra_vez.csv", march[1:])
    register.publish(date(2021, 4, 7))
    found = editions_of(register.world)
    assert len(found) == 6
    assert Replay(5, 5).check(found) > 40, "else the series shows nothing"


def test_a_figure_that_quotes_is_further_from_its_count() -> None:
    """Rounded to 5, and 4 may have come or gone since; of persons nobody can tell."""
    assert slack(figure_of(20, "rounded", 5, stale_count=4), 5) == 8
    assert slack(figure_of(None, "below", 5, stale_count=4), 5) == 4
    assert slack(figure_of(20, "rounded", 5), 5) == 4
    assert rounding_steps(figure_of(20, "rounded", 5, stale_count=4, step=10), 5) == (10, 5)
    assert slack(figure_of(20, "rounded", 5, stale_count=None), 5) == float("inf")
