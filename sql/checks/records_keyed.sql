-- Each protected record counts once and has its key: without it, its cell would not be protected.
SELECT r.source, r.year, r.month, count(*) AS records
FROM registry.records AS r
JOIN registry.sources AS s ON s.source = r.source AND s.protected
WHERE r.record_key IS NULL OR r.count <> 1
GROUP BY ALL;
