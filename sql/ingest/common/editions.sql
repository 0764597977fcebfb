-- The editions published so far, from their manifests. Parameter: $editions (JSON list).
DELETE FROM editions;
INSERT INTO editions
SELECT
    (e ->> 'edition')::INTEGER, (e ->> 'published_at')::TIMESTAMP, (e -> 'inputs')::VARCHAR, (e ->> 'cells')::BIGINT,
    (e ->> 'protected')::BIGINT, (e ->> 'tables')::BIGINT
FROM (SELECT unnest(json_extract($editions::JSON, '$[*]')) AS e);
