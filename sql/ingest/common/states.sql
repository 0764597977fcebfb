-- A delivery that no month, figure or place answers for any more has been replaced.
UPDATE deliveries
SET state = 'reemplazada'
WHERE state <> 'retirada'
    AND completes IS NULL
    AND delivery NOT IN (SELECT delivery FROM delivery_periods)
    AND delivery NOT IN (SELECT delivery FROM population)
    AND delivery NOT IN (SELECT delivery FROM published_figures)
    AND delivery NOT IN (SELECT delivery FROM zones)
    AND delivery NOT IN (SELECT delivery FROM services);
