"""Statistics of small counts: rates, changes, smoothing and alerts.

Every function takes published whole numbers and says in its docstring where its formula is from.
"""

from observatorio.statistics.alerts import Alert, alert
from observatorio.statistics.changes import (
    PANDEMIC_MONTHS,
    Change,
    Monthly,
    change,
    dispersion,
    rate_ratio,
)
from observatorio.statistics.rates import Rate, limits, rate
from observatorio.statistics.smoothing import smoothed

__all__ = [
    "PANDEMIC_MONTHS",
    "Alert",
    "Change",
    "Monthly",
    "Rate",
    "alert",
    "change",
    "dispersion",
    "limits",
    "rate",
    "rate_ratio",
    "smoothed",
]
