"""Statistics against published worked values, exact tests and plain fits."""

from __future__ import annotations

import math
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import binomtest, nbinom, poisson
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM

from observatorio.statistics import alert, change, dispersion, limits, rate, rate_ratio, smoothed
from observatorio.statistics.alerts import ABOVE, NOT_ABOVE, upper_bound
from observatorio.statistics.rates import rounding_factor, rounding_variance

# Limits and rates.


@pytest.mark.parametrize(
    ("count", "low", "high"),
    # Garwood 1936, table of the limits of a Poisson expectation, 95 %.
    [(0, 0, 3.689), (1, 0.0253, 5.572), (2, 0.242, 7.225), (5, 1.623, 11.668), (9, 4.115, 17.085)],
)
def test_limits_of_few_cases_are_garwoods(count: int, low: float, high: float) -> None:
    assert limits(count) == pytest.approx((low, high), abs=0.001)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    # The same table, which Byar's approximation from 10 must reproduce to its second figure.
    [(10, 4.795, 18.390), (20, 12.217, 30.888), (50, 37.111, 65.919), (100, 81.364, 121.627)],
)
def test_byars_limits_agree_with_garwoods(count: int, low: float, high: float) -> None:
    assert limits(count) == pytest.approx((low, high), rel=0.002)


@given(st.integers(0, 5000))
def test_each_limit_leaves_a_fortieth_outside(count: int) -> None:
    low, high = limits(count)
    assert low <= count < high
    assert poisson.cdf(count, high) == pytest.approx(0.025, abs=0.0006)
    if count:
        assert poisson.sf(count - 1, low) == pytest.approx(0.025, abs=0.0006)


def test_the_worked_rate() -> None:
    for steps in ((), (5,)):
        found = rate(832, 350_000, steps=steps)
        assert found is not None
        assert [round(x, 1) for x in (found.value, found.low, found.high)] == [23.8, 22.2, 25.4]


@given(
    st.integers(0, 5000), st.integers(1, 10**7), st.lists(st.sampled_from([5, 10, 20]), max_size=9)
)
def test_limits_of_a_rate_hold_it(count: int, people: int, steps: list[int]) -> None:
    found = rate(count, people, steps=steps)
    if count < 10:
        assert found is None
        return
    assert found is not None
    assert 0 <= found.low < found.value < found.high
    assert found.value == pytest.approx(count / people * 10_000)
    assert rate(count, people, steps=steps, per=1000).value == pytest.approx(found.value / 10)
    plain = rate(count, people)
    assert found.low <= plain.low and plain.high <= found.high
    assert (found == plain) == (not steps)


@pytest.mark.parametrize("people", [0, -1])
def test_nobody_has_no_rate(people: int) -> None:
    with pytest.raises(ValueError, match="population"):
        rate(100, people, steps=(5,))


@given(st.sampled_from([2, 3, 5, 10, 20]))
def test_rounding_adds_the_mean_variance_of_the_remainders(base: int) -> None:
    def variance(remainder: int) -> float:
        up = remainder / base
        outcomes = [(-remainder, 1 - up), (base - remainder, up)]
        assert math.isclose(sum(by * chance for by, chance in outcomes), 0, abs_tol=1e-12)
        return sum(chance * by**2 for by, chance in outcomes)

    each = [variance(remainder) for remainder in range(base)]
    assert rounding_variance([base]) == pytest.approx(fmean(each))
    assert rounding_variance([base] * 3) == pytest.approx(3 * fmean(each))
    assert max(each) <= base**2 / 4


def test_the_base_five_gives_the_known_factor() -> None:
    assert rounding_factor(100, [5]) == pytest.approx(math.sqrt(104 / 100))


def test_rounded_counts_are_covered_as_often_as_said() -> None:
    """Of many rounded Poisson counts, about 95 % have limits that hold the mean."""
    draw = np.random.default_rng(7)
    true = draw.poisson(30, 4000)
    rest = true % 5
    shown = true - rest + 5 * (draw.random(4000) < rest / 5)
    found = [rate(int(n), 10_000, steps=(5,)) for n in shown]
    covered = [r.low <= 30 <= r.high for r in found if r is not None]
    assert len(covered) > 3990
    assert 0.94 <= fmean(covered) <= 0.97


def test_sums_of_coarse_cells_are_covered_as_often_as_said() -> None:
    """Six cells rounded to 20 each: one step alone would cover too few."""
    draw = np.random.default_rng(8)
    true = draw.poisson(30, (4000, 6))
    rest = true % 20
    shown = (true - rest + 20 * (draw.random((4000, 6)) < rest / 20)).sum(axis=1)
    covered, naive = (
        fmean(r.low <= 180 <= r.high for n in shown if (r := rate(int(n), 10_000, steps=steps)))
        for steps in ((20,) * 6, (5,))
    )
    assert 0.94 <= covered <= 0.97
    assert naive < 0.85


# Change.


def test_the_worked_change() -> None:
    moved = change(1196, 1278)
    assert moved.p == pytest.approx(0.10, abs=0.005)
    assert moved.word == "sin cambio claro"
    assert change(1000, 1002).text == "sin cambio claro"
    assert (change(737, 1441).word, change(1441, 737).word) == ("subió", "bajó")


@given(st.integers(20, 3000), st.integers(20, 3000), st.floats(0.3, 3))
def test_a_rate_ratio_agrees_with_the_exact_test(before: int, after: int, growth: float) -> None:
    people, later = 200_000, round(200_000 * growth)
    moved = rate_ratio(before, after, people, later)
    exact = binomtest(after, before + after, later / (people + later)).pvalue
    assert moved.p == pytest.approx(exact, abs=0.15)
    assert moved.pct == pytest.approx(100 * (after / later - before / people) / (before / people))
    back = rate_ratio(after, before, later, people)
    assert back.p == pytest.approx(moved.p)
    assert {"subió": "bajó", "bajó": "subió"}.get(moved.word, moved.word) == back.word


@given(st.integers(20, 3000), st.integers(20, 3000), st.floats(1, 8))
def test_what_is_less_sure_is_said_less_often(before: int, after: int, spread: float) -> None:
    usual = change(before, after)
    assert change(before, after, spread).p >= usual.p
    once = change(before, after, steps=((5,), ()))
    assert once.p >= usual.p
    assert change(before, after, steps=((5, 10), (5,))).p >= once.p
    assert change(before, after, 0.2).p == usual.p
    assert rate_ratio(before, after, 5000, 5000).p == pytest.approx(usual.p)


def test_the_same_counts_among_more_people_are_a_fall() -> None:
    assert rate_ratio(800, 800, 300_000, 420_000).word == "bajó"
    assert rate_ratio(800, 1120, 300_000, 420_000).word == "sin cambio claro"


@pytest.mark.parametrize(("before", "after"), [(19, 500), (500, 19), (0, 0)])
def test_few_cases_have_no_ratio(before: int, after: int) -> None:
    assert rate_ratio(before, after, 10, 10).pct is None


def test_nobody_has_no_ratio() -> None:
    with pytest.raises(ValueError, match="populations"):
        rate_ratio(100, 100, 0, 10)


# Dispersion.


def plain_dispersion(monthly: dict[tuple[int, int], int]) -> float:
    """Pearson's statistic over its degrees of freedom, of a regression with dummies."""
    years, months = sorted({y for y, _ in monthly}), sorted({m for _, m in monthly})
    design = [
        [1.0, *(y == other for other in years[1:]), *(m == other for other in months[1:])]
        for y, m in monthly
    ]
    fit = GLM(list(monthly.values()), np.array(design, float), family=families.Poisson()).fit()
    return float(fit.pearson_chi2 / fit.df_resid)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.integers(2, 6), st.integers(0, 11), st.floats(1.1, 6))
def test_dispersion_is_that_of_a_regression(
    seed: int, years: int, open_months: int, spread: float
) -> None:
    draw = np.random.default_rng(seed)
    months = [(2010 + y, m) for y in range(years) for m in range(1, 13)]
    months = months[: len(months) - open_months]
    counts = nbinom.rvs(60 / (spread - 1), 1 / spread, size=len(months), random_state=draw)
    monthly = {at: int(n) + 1 for at, n in zip(months, counts, strict=True)}
    if len(months) - years - 12 + 1 < 10:
        assert dispersion(monthly) == 1
    else:
        assert dispersion(monthly) == pytest.approx(max(1, plain_dispersion(monthly)), rel=1e-6)


def test_months_of_2020_say_nothing_of_the_usual_spread() -> None:
    usual = {
        (year, m): 100 + 5 * ((year + m) % 3) for year in (2018, 2019, 2020) for m in range(1, 13)
    }
    closed = {**usual, **{(2020, m): 3 * m for m in range(3, 13)}}
    assert dispersion(usual) == dispersion(closed) == 1
    assert dispersion(closed, excluded=()) > 5
    assert dispersion({}) == 1


# Smoothing.

areas = st.lists(st.tuples(st.integers(0, 500), st.integers(100, 100_000)), min_size=1, max_size=30)


@given(areas)
def test_smoothed_rates_lie_between_crude_and_overall(pairs: list[tuple[int, int]]) -> None:
    counts, people = [n for n, _ in pairs], [n for _, n in pairs]
    overall = 10_000 * sum(counts) / sum(people)
    for count, persons, found in zip(counts, people, smoothed(counts, people), strict=True):
        crude = 10_000 * count / persons
        slack = 1e-9 * (1 + max(crude, overall))
        assert min(crude, overall) - slack <= found <= max(crude, overall) + slack


@given(areas, st.randoms())
def test_the_order_of_areas_makes_no_difference(pairs, random) -> None:
    mixed = random.sample(pairs, len(pairs))
    found = dict(zip(pairs, smoothed(*zip(*pairs, strict=True)), strict=True))
    again = dict(zip(mixed, smoothed(*zip(*mixed, strict=True)), strict=True))
    assert again == pytest.approx(found)


def test_smoothing_by_hand() -> None:
    """Rates 10, 20, 60 per 1,000 among 1,000, 2,000, 1,000: m = 27.5, s² = 368.75, A = 348.125."""
    found = smoothed([10, 40, 60], [1000, 2000, 1000], per=1000)
    m, a = 0.0275, 368.75e-6 - 0.0275 / (4000 / 3)
    expected = [
        1000 * (m + a / (a + m / n) * (r - m))
        for r, n in [(0.010, 1000), (0.020, 2000), (0.060, 1000)]
    ]
    assert found == pytest.approx(expected)
    assert found == pytest.approx([11.28, 20.28, 57.62], abs=0.01)


def test_areas_that_differ_by_chance_only_are_one() -> None:
    """The variance of the moments would be negative here: it is held at zero."""
    assert smoothed([10, 10, 11], [1000, 1000, 1000]) == pytest.approx([103.333] * 3, abs=0.001)
    assert smoothed([0, 0], [10, 10]) == [0, 0]
    assert smoothed([], []) == []


def test_a_small_area_keeps_less_of_its_own_rate() -> None:
    counts, people = [6, 600, 100, 900], [1000, 100_000, 50_000, 100_000]
    small, large, *_ = smoothed(counts, people)
    overall = 10_000 * sum(counts) / sum(people)
    assert abs(small - overall) < abs(large - overall)


@pytest.mark.parametrize(("counts", "people"), [([1], [1, 2]), ([1, 2], [5, 0])])
def test_areas_without_people_are_refused(counts: list[int], people: list[int]) -> None:
    with pytest.raises(ValueError, match="population"):
        smoothed(counts, people)


# Alerts.


def test_the_upper_bound_is_that_of_the_reference_implementation() -> None:
    """A value known to the R package surveillance (tests of farringtonFlexible, power 2/3)."""
    assert upper_bound(5, 5, 0.2**2, quantile=0.95) == pytest.approx(9.115482, abs=1e-6)


def series(
    level: float, spread: float = 1.0, growth: float = 0.0, seed: int = 3
) -> dict[tuple[int, int], int]:
    """Months of 2012 to 2019 with a season, as negative binomial (or Poisson) counts."""
    draw = np.random.default_rng(seed)
    found = {}
    for year in range(2012, 2020):
        for month in range(1, 13):
            mean = level * (1 + 0.2 * math.cos(month / 6 * math.pi)) * (1 + growth) ** (year - 2012)
            size = mean / (spread - 1) if spread > 1 else 0
            drawn = nbinom.rvs(size, 1 / spread, random_state=draw) if size else draw.poisson(mean)
            found[(year, month)] = int(drawn)
    return found


def base_of(monthly, year: int, month: int) -> list[int]:
    """The counts that judge a month: its neighbours and itself, five years back."""
    flat = {y * 12 + m - 1: n for (y, m), n in monthly.items()}
    now = year * 12 + month - 1
    return [
        flat[now - 12 * k + d]
        for k in range(5, 0, -1)
        for d in (-1, 0, 1)
        if now - 12 * k + d in flat
    ]


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10**6), st.integers(1, 12))
def test_without_trend_or_outliers_the_expected_is_the_mean(seed: int, month: int) -> None:
    monthly = series(80, seed=seed)
    found = alert(monthly, (2019, month))
    base = base_of(monthly, 2019, month)
    assert found is not None and found.months == 15
    if found.trend or max(base) > fmean(base) + 2 * math.sqrt(fmean(base)):
        return
    assert found.expected == pytest.approx(fmean(base), rel=1e-6)
    pearson = sum((n - fmean(base)) ** 2 for n in base) / fmean(base) / 14
    assert found.dispersion == pytest.approx(max(1, pearson), rel=1e-6)
    mean, phi = fmean(base), max(1, pearson)
    assert found.upper == pytest.approx(upper_bound(mean, phi * mean, phi * mean / 15), rel=1e-6)


def test_a_trend_is_the_maximum_of_the_likelihood() -> None:
    monthly = series(60, growth=0.1)
    found = alert(monthly, (2019, 6))
    base = base_of(monthly, 2019, 6)
    years = [-k + d / 12 for k in range(5, 0, -1) for d in (-1, 0, 1)]

    def minus_likelihood(at) -> float:
        return sum(
            math.exp(at[0] + at[1] * t) - n * (at[0] + at[1] * t)
            for t, n in zip(years, base, strict=True)
        )

    best = minimize(minus_likelihood, [math.log(fmean(base)), 0], tol=1e-12)
    assert found is not None and found.trend
    assert found.expected == pytest.approx(math.exp(best.x[0]), rel=1e-4)
    assert found.expected > fmean(base)


def test_a_trend_that_foretells_the_unseen_is_left_out() -> None:
    steep = {(year, m): 30 * 2 ** (year - 2014) for year in range(2014, 2019) for m in range(1, 13)}
    found = alert({**steep, (2019, 6): 400}, (2019, 6))
    assert found is not None and not found.trend
    assert found.expected < 30 * 2**4


def test_a_doubled_month_is_told_and_a_usual_one_is_not() -> None:
    monthly = series(80, spread=1.5)
    usual = alert(monthly)
    assert usual is not None
    assert (usual.month, usual.exceeds, usual.text) == ((2019, 12), False, NOT_ABOVE)
    loud = alert({**monthly, (2019, 12): 200})
    assert loud is not None and loud.exceeds and loud.text == ABOVE
    assert (loud.expected, loud.upper) == (usual.expected, usual.upper)
    assert usual.expected < usual.upper


def test_false_alarms_are_as_rare_as_said() -> None:
    """Of 480 usual months, about 1 in 200 is above its bound."""
    above = [
        alert(series(60, spread=1.5, seed=seed), (2019, m))
        for seed in range(40)
        for m in range(1, 13)
    ]
    assert len([a for a in above if a is None]) == 0
    assert fmean(a.exceeds for a in above if a is not None) < 0.02


def test_a_past_outlier_weighs_less() -> None:
    usual = series(80)
    burst = {**usual, (2017, 6): 400}
    found, plain = alert(burst, (2019, 6)), alert(usual, (2019, 6))
    assert found is not None and plain is not None
    assert plain.expected < found.expected < fmean(base_of(burst, 2019, 6)) - 5


def test_the_closed_months_of_2020_are_no_base() -> None:
    monthly = {(y, m): 100 + m + y % 3 for y in range(2016, 2022) for m in range(1, 13)}
    closed = {**monthly, **{(2020, m): 2 for m in range(3, 13)}}
    assert alert(monthly, (2021, 6)) == alert(closed, (2021, 6))
    assert alert(closed, (2021, 6), base_excluded=()) != alert(closed, (2021, 6))


@pytest.mark.parametrize(
    "monthly",
    [
        {},
        {(2019, 6): 500},
        {(y, m): 100 for y in (2018, 2019) for m in range(1, 13)},  # two years
        {(y, 6): 100 for y in range(2012, 2020)},  # five months
        {(y, m): 19 for y in range(2012, 2020) for m in range(1, 13)},  # few cases
        {(y, m): 0 for y in range(2012, 2020) for m in range(1, 13)},
    ],
)
def test_what_can_not_be_judged_is_not(monthly) -> None:
    assert alert(monthly) is None


def test_a_month_that_was_not_delivered_is_not_judged() -> None:
    assert alert(series(80), (2020, 1)) is None
    gaps = {at: n for at, n in series(80).items() if at != (2017, 6)}
    found = alert(gaps, (2019, 6))
    assert found is not None and found.months == 14
