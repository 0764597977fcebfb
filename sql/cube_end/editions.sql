-- The editions so far, this one included. Parameter: $editions (JSON list of manifests).
CREATE TEMP TABLE manifests AS SELECT unnest(json_extract($editions::JSON, '$[*]')) AS e;
INSERT INTO editions
SELECT
    (e ->> 'edition')::INTEGER, (e ->> 'published_at')::TIMESTAMP, (e ->> 'cells')::BIGINT, (e ->> 'protected')::BIGINT,
    (e ->> 'tables')::BIGINT, (e ->> 'threshold')::INTEGER, (e ->> 'base')::INTEGER
FROM manifests;
CREATE TEMP TABLE edition_inputs AS SELECT (e ->> 'edition')::INTEGER AS edition, e -> 'inputs' AS inputs FROM manifests;
