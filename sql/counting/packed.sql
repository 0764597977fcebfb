-- What is counted: the records that count (said is null), and what came or went since each edition that a cell may
-- still quote. The categories of each stand in one whole number, a few bits for each dimension (ingest/counting.py):
-- frames packed (the records), packing (dimension, code, bits) and dimension_masks (dimension, mask).
CREATE TEMP TABLE packed_records AS FROM packed;
CREATE TEMP TABLE positions AS
SELECT c.ubigeo, c.source, c.dimension, c.code, c.known, p.bits
FROM categories AS c
JOIN packing AS p ON p.dimension = c.dimension AND p.code = c.code;
CREATE TEMP TABLE masks AS
SELECT t.table_id, coalesce(bit_or(m.mask), 0)::UBIGINT AS mask, coalesce(max(m.mask) FILTER (WHERE m.dimension = 'quarter'), 0)::UBIGINT AS quarter_mask
FROM (SELECT DISTINCT table_id, dims FROM catalogue) AS t
LEFT JOIN dimension_masks AS m ON list_contains(t.dims, m.dimension)
GROUP BY t.table_id;
CREATE TEMP TABLE counted (
    said INTEGER, ubigeo VARCHAR, source VARCHAR, measure VARCHAR, table_id VARCHAR, year SMALLINT, cell UBIGINT,
    n BIGINT, persons BIGINT, cell_key HUGEINT, moved BIGINT
);
CREATE TEMP VIEW counts AS SELECT * EXCLUDE (said, moved) FROM counted WHERE said IS NULL;
