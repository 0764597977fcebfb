"""Alerts: is a month's count above what the same season of past years lets one expect?

The quasi-Poisson method of Farrington, Andrews, Beale and Catchpole (1996, JRSS A 159:547), with
the milder reweighting of past outbreaks of Noufaily and others (2013, Statistics in Medicine
32:1206). An alert is a reason to look at the register, not a finding.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, stdtr

from observatorio.statistics.changes import PANDEMIC_MONTHS, SIGNIFICANCE, Monthly

ABOVE = "por encima de lo esperado: revisar el registro"
NOT_ABOVE = "no está por encima de lo esperado"
LEAST_EXPECTED = 20
YEARS_BACK = 5
# Months either side of the month judged, in each past year.
HALF_WINDOW = 1
LEAST_YEARS = 3
LEAST_MONTHS = 8
# One month in two hundred is above it by chance (Farrington 1996).
QUANTILE = 0.995
# A past month beyond this many standard deviations weighs less (Noufaily 2013).
OUTLIER = 2.58


@dataclass(frozen=True)
class Alert:
    """A month (year, month), its count, what was expected, and the upper bound of the usual.

    `trend` says that a trend of the years was reckoned with, `dispersion` how many times more
    than chance the past months vary, and `months` how many of them were used.
    """

    month: tuple[int, int]
    observed: int
    expected: float
    upper: float
    trend: bool
    dispersion: float
    months: int

    @property
    def exceeds(self) -> bool:
        """True when the count is above the upper bound."""
        return self.observed > self.upper

    @property
    def text(self) -> str:
        """What to tell an official; it speaks of the register, never of violence."""
        return ABOVE if self.exceeds else NOT_ABOVE


@dataclass(frozen=True)
class _Fit:
    """A fitted model: expected count of the month judged, and the variance of its logarithm."""

    expected: float
    log_variance: float
    phi: float
    trend_p: float
    residuals: np.ndarray


def alert(
    monthly: Monthly,
    month: tuple[int, int] | None = None,
    base_excluded: Collection[tuple[int, int]] = PANDEMIC_MONTHS,
) -> Alert | None:
    """Judges `month` (the last of `monthly`, unless given) by the same season of past years.

    The base are the months from one before to one after, in each of the five years before, but for
    `base_excluded`. A trend is reckoned with where it is significant and foretells no more than was
    ever seen (Farrington 1996). None where fewer than 20 cases are expected, or fewer
    than three years or eight months are known. Counts that are missing or protected are left out by
    the caller; rounding to multiples of 5 is absorbed by the dispersion.
    """
    judged = month or max(monthly, default=None)
    if judged is None or judged not in monthly:
        return None
    base = {at: monthly[at] for at in _season(judged) if at in monthly and at not in base_excluded}
    years = {_years_back(judged, at) for at in base}
    if len(base) < LEAST_MONTHS or len(years) < LEAST_YEARS:
        return None
    counts = np.array(list(base.values()), dtype=float)
    if counts.max() < LEAST_EXPECTED:
        return None
    fit, trend = _model(counts, np.array([(_index(at) - _index(judged)) / 12 for at in base]))
    if fit.expected < LEAST_EXPECTED:
        return None
    upper = upper_bound(fit.expected, fit.phi * fit.expected, fit.expected**2 * fit.log_variance)
    return Alert(judged, monthly[judged], fit.expected, upper, trend, fit.phi, len(base))


def upper_bound(
    expected: float, variance: float, variance_of_expected: float, quantile: float = QUANTILE
) -> float:
    """Upper prediction bound of a count, symmetric on the scale of its 2/3 power.

    μ (1 + 2/3 · z · √(variance + variance_of_expected) / μ)^{3/2} (Farrington 1996).
    """
    z = float(ndtri(quantile))
    spread = math.sqrt(variance + variance_of_expected)
    return float(expected * (1 + 2 / 3 * z * spread / expected) ** 1.5)


def _index(month: tuple[int, int]) -> int:
    return month[0] * 12 + month[1] - 1


def _season(month: tuple[int, int]) -> list[tuple[int, int]]:
    """Months of the base, oldest first."""
    at = [
        _index(month) - 12 * back + step
        for back in range(YEARS_BACK, 0, -1)
        for step in range(-HALF_WINDOW, HALF_WINDOW + 1)
    ]
    return [(index // 12, index % 12 + 1) for index in at]


def _years_back(month: tuple[int, int], past: tuple[int, int]) -> int:
    return round((_index(month) - _index(past)) / 12)


def _model(counts: np.ndarray, years: np.ndarray) -> tuple[_Fit, bool]:
    """The model with a trend where that is justified, else without; whether it has one."""
    with_trend = _reweighted(counts, np.column_stack([np.ones_like(years), years]))
    if with_trend.trend_p < SIGNIFICANCE and with_trend.expected <= counts.max():
        return with_trend, True
    return _reweighted(counts, np.ones((len(counts), 1))), False


def _reweighted(counts: np.ndarray, design: np.ndarray) -> _Fit:
    """Fits, lets past outliers weigh less, and fits again."""
    first = _fit(counts, design, np.ones_like(counts))
    beyond = np.maximum(first.residuals, OUTLIER)
    weights = np.where(first.residuals > OUTLIER, 1 / beyond**2, 1.0)
    return _fit(counts, design, weights / weights.mean())


def _fit(counts: np.ndarray, design: np.ndarray, weights: np.ndarray) -> _Fit:
    """Quasi-Poisson regression; time is zero at the month judged, so the intercept is its log.

    Residuals are Anscombe's, standardised by leverage (Farrington 1996).
    """
    # Slow to import, and few pages ask.
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    model = GLM(counts, design, family=families.Poisson(), var_weights=weights)
    found = model.fit(scale=1.0)
    mean, bread = found.fittedvalues, found.normalized_cov_params
    freedom = len(counts) - design.shape[1]
    pearson = len(counts) * float(np.mean(weights * (counts - mean) ** 2 / mean))
    phi = max(1.0, pearson / freedom)
    leverage = weights * mean * np.einsum("ij,jk,ik->i", design, bread, design)
    scale = mean ** (1 / 6) * np.sqrt(phi * np.maximum(1 - leverage, 1e-9))
    slope_p = 1.0
    if design.shape[1] > 1:
        slope_p = float(2 * stdtr(freedom, -abs(found.params[1]) / math.sqrt(phi * bread[1, 1])))
    return _Fit(
        float(np.exp(found.params[0])),
        float(phi * bread[0, 0]),
        phi,
        slope_p,
        1.5 * (counts ** (2 / 3) - mean ** (2 / 3)) / scale,
    )
