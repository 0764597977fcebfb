-- The tables of the protected sources: which are public, in which years, and why not the others. Of a
-- year that is not shown it is told whether it may still come (it is open) or is too thin. What the
-- audit kept back is told as what is thin: that it found something would say something.
-- Parameters: $least_mean, $least_year, $least_institutional, $least_zone.
CREATE TEMP TABLE states AS
SELECT
    d.*,
    CASE WHEN d.shown AND k.year IS NULL THEN 'publico' WHEN d.whole THEN 'reservado' ELSE 'espera' END AS state
FROM deep_years AS d
LEFT JOIN kept_back AS k
    ON k.ubigeo = d.ubigeo AND k.source = d.source AND k.measure = d.measure AND k.table_id = d.table_id AND k.year = d.year;

INSERT INTO tables
WITH series AS (
    SELECT
        ubigeo, source, measure, table_id, label, dimensions, bool_or(withheld) AS withheld,
        bool_or(state = 'publico') AS public, bool_or(shown) AS deep_enough,
        sum(n) FILTER (WHERE judged) / nullif(sum(cells) FILTER (WHERE judged), 0) AS mean_cell,
        min(n / nullif(cells, 0)) FILTER (WHERE judged) AS thinnest, bool_or(thin) FILTER (WHERE judged) AS thin
    FROM states
    GROUP BY ALL
)
SELECT
    ubigeo, source, measure, table_id, label, dimensions,
    CASE
        WHEN public THEN 'publico'
        WHEN withheld OR deep_enough THEN 'rechazado'
        WHEN mean_cell >= $least_institutional THEN 'institucional'
        ELSE 'rechazado'
    END,
    CASE
        WHEN dimensions = '' THEN 'El total del distrito por año se publica siempre.'
        WHEN public THEN 'Se publica: hay suficientes casos en cada celda para que nadie pueda ser reconocido.'
        WHEN withheld OR deep_enough THEN 'No se publica: quedó reservado, porque con él se podría deducir algo de casillas de pocos casos.'
        WHEN coalesce(mean_cell, 0) = 0 THEN 'No se publica: esta fuente no trae ese dato.'
        WHEN mean_cell >= $least_institutional AND thin THEN format('No se publica: alguna zona tuvo menos de {} casos en un año; solo con acceso institucional.', $least_zone)
        WHEN mean_cell >= $least_mean AND thinnest < $least_year THEN format('No se publica: en algún año hay menos de {} casos por celda en promedio.', $least_year)
        WHEN mean_cell >= $least_institutional THEN format('No se publica: hay menos de {} casos por celda en promedio; solo con acceso institucional.', $least_mean)
        ELSE format('No se publica: hay menos de {} casos por celda en promedio y alguien podría ser reconocido.', $least_institutional)
    END
FROM series;

INSERT INTO table_years
SELECT s.ubigeo, s.source, s.measure, s.table_id, s.year, s.state
FROM states AS s
SEMI JOIN (FROM tables WHERE state = 'publico') AS t USING (ubigeo, source, measure, table_id);
