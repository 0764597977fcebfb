-- The editions so far, this one included. Parameter: $editions (JSON list of manifests).
INSERT INTO editions
SELECT
    (e ->> 'edition')::INTEGER, (e ->> 'published_at')::TIMESTAMP, (e -> 'inputs')::VARCHAR, (e ->> 'cells')::BIGINT,
    (e ->> 'protected')::BIGINT, (e ->> 'tables')::BIGINT, (e ->> 'threshold')::INTEGER, (e ->> 'base')::INTEGER
FROM (SELECT unnest(json_extract($editions::JSON, '$[*]')) AS e);
