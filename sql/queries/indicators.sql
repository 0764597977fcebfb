-- Question: which yearly shares go with a source? Grain: year and indicator. Parameters: $ubigeo, $source.
SELECT year, indicator, value_pct, note FROM indicators WHERE ubigeo = $ubigeo AND source = $source ORDER BY year, indicator;
