-- What is known of each source, from data/reference/sources.csv.
INSERT INTO sources
SELECT source, title, short_title, unit, measure, publisher, licence, protected::BOOLEAN, caveats FROM sources_csv;
DROP VIEW sources_csv;
