-- No shelter is among the services.
SELECT name, kind FROM services
WHERE regexp_matches(lower(strip_accents(name || ' ' || kind)), 'refugio|albergue|acogida');
