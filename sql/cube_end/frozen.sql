-- Question: which years are closed, and since when are their figures fixed? Grain: source and year.
SELECT source, year, since FROM frozen ORDER BY source, year;
