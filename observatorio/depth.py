"""The depth rule: how many cases stand behind what is shown. Each of its numbers is in this place.

`sql/cube/40_depth.sql` judges by them, zones are merged by them, and pages tell them.
"""

from __future__ import annotations

# Cases that a table's cells hold on average, over its years and in each of them, to be public.
LEAST_MEAN = 20
LEAST_YEAR = 12
# From here on a table may be seen by the institutions themselves.
LEAST_INSTITUTIONAL = 10
# Cases of a zone in each year that is shown by zone, and inhabitants of one, where they are known.
LEAST_ZONE = 20
LEAST_INHABITANTS = 10_000

# As the parameters of the SQL that judges by them.
NUMBERS = {
    "least_mean": LEAST_MEAN,
    "least_year": LEAST_YEAR,
    "least_institutional": LEAST_INSTITUTIONAL,
    "least_zone": LEAST_ZONE,
}
