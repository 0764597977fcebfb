"""Tendencias: the figures by year and by month."""

from __future__ import annotations

from observatorio.ui.charts import show
from observatorio.ui.filters import current_filters
from observatorio.ui.frame import view
from observatorio.views.trends import monthly, yearly

show(lambda: yearly(view().cube, current_filters()))
show(lambda: monthly(view().cube, current_filters()))
