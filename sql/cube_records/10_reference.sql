-- Reference of the build: catalogue of tables with their dimensions, categories, measures, months.
-- Views vocabulary_csv, tables_csv, source_dimensions_csv and measures_csv are the files of data/reference.
-- Parameters: $first_year, $last_year, $published_on.

INSERT INTO measures SELECT source, measure, label, principal::BOOLEAN FROM measures_csv;

-- Which categories a source's dimension has: all of the vocabulary unless source_dimensions says fewer.
INSERT INTO categories
SELECT
    NULL, s.source, v.dimension, v.code, v.label, v.position::INTEGER, v.known::BOOLEAN
FROM registry.sources AS s
CROSS JOIN vocabulary_csv AS v
LEFT JOIN source_dimensions_csv AS d ON d.source = s.source::VARCHAR AND d.dimension = v.dimension
WHERE (s.protected OR v.dimension = 'month') AND (d.codes IS NULL OR list_contains(string_split(d.codes, '|'), v.code));

CREATE TEMP TABLE catalogue AS
SELECT
    t.table_id, t.label, coalesce(t.dimensions, '') AS dimensions, m.source, m.measure,
    CASE WHEN coalesce(t.dimensions, '') = '' THEN []::VARCHAR[] ELSE string_split(t.dimensions, '|') END AS dims
FROM tables_csv AS t
JOIN measures_csv AS m ON list_contains(string_split(t.sources, '|'), m.source)
WHERE m.principal::BOOLEAN OR t.table_id IN ('total', 'month');

-- Every month of the years that are published, up to the last one that has ended.
CREATE TEMP TABLE calendar AS
SELECT year(m)::SMALLINT AS year, month(m)::UTINYINT AS month, m::DATE AS day
FROM unnest(generate_series(
    make_date($first_year, 1, 1), make_date($last_year, 12, 1), INTERVAL 1 MONTH)) AS t (m)
WHERE last_day(m::DATE) < $published_on;
