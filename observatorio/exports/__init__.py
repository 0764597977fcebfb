"""What people take away: the published cells as CSV, Excel workbook and data package."""

from __future__ import annotations

from observatorio.exports.columns import HEADER
from observatorio.exports.delimited import FORMULA_STARTS, csv_bytes, safe
from observatorio.exports.extract import Extract, file_name
from observatorio.exports.rows import row_count

__all__ = ("FORMULA_STARTS", "HEADER", "Extract", "csv_bytes", "file_name", "row_count", "safe")
