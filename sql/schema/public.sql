-- The public cube: the only file that the public application opens. Published cells only: no count
-- before protection, no key, no record, no coordinate of an event, and of a delivery no hash, size, hour or
-- place in a row: whoever tries files against a hash finds the one that waits.
-- Whoever changes this raises the version and adds its step to sql/layouts: published editions come along.

CREATE TABLE layout AS SELECT 4 AS version;
COMMENT ON TABLE layout IS 'Forma de este archivo: cambia cuando cambian sus tablas o columnas.';
COMMENT ON COLUMN layout.version IS 'Número de la forma.';

CREATE TABLE cells (
    edition INTEGER NOT NULL,
    ubigeo VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    measure VARCHAR NOT NULL,
    table_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    codes VARCHAR[] NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN ('exact', 'rounded', 'below', 'below_persons', 'open', 'inferred')),
    step BIGINT,
    value BIGINT,
    changed BOOLEAN NOT NULL DEFAULT false,
    stale_count BIGINT DEFAULT 0
);
COMMENT ON TABLE cells IS 'Celdas publicadas: cada una es el cruce de las dimensiones de su cuadro en un año.';
COMMENT ON COLUMN cells.edition IS 'Edición en que se publica.';
COMMENT ON COLUMN cells.ubigeo IS 'Distrito (código INEI).';
COMMENT ON COLUMN cells.source IS 'Fuente; las fuentes no se suman entre sí.';
COMMENT ON COLUMN cells.measure IS 'Qué se cuenta.';
COMMENT ON COLUMN cells.table_id IS 'Cuadro al que pertenece la celda.';
COMMENT ON COLUMN cells.year IS 'Año.';
COMMENT ON COLUMN cells.codes IS 'Categoría de cada dimensión del cuadro, en el orden de tables.dimensions; sin_dato y sin_zona son una más.';
COMMENT ON COLUMN cells.kind IS 'exact (exacto), rounded (redondeado), below (menos casos que el umbral), below_persons (menos personas que el umbral), open (fuente abierta, como se publicó) o inferred (cero inferido: fuente abierta sin fila de ese mes).';
COMMENT ON COLUMN cells.step IS 'A múltiplos de cuánto se redondeó el valor; nulo si no se redondeó.';
COMMENT ON COLUMN cells.value IS 'Valor publicado; nulo si está protegido (puede ser cero o no).';
COMMENT ON COLUMN cells.changed IS 'Verdadero si el valor es otro que en la edición anterior.';
COMMENT ON COLUMN cells.stale_count IS 'Cuántos casos pueden haber entrado o salido desde que la celda se dijo; 0 si es de hoy, nulo si no se sabe (se cuentan personas).';

CREATE TABLE tables (
    ubigeo VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    measure VARCHAR NOT NULL,
    table_id VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    dimensions VARCHAR NOT NULL,
    state VARCHAR NOT NULL CHECK (state IN ('publico', 'institucional', 'rechazado')),
    reason VARCHAR NOT NULL
);
COMMENT ON TABLE tables IS 'Cuadros: cuáles se publican, cuáles no, y por qué.';
COMMENT ON COLUMN tables.ubigeo IS 'Distrito.';
COMMENT ON COLUMN tables.source IS 'Fuente.';
COMMENT ON COLUMN tables.measure IS 'Qué se cuenta.';
COMMENT ON COLUMN tables.table_id IS 'Código del cuadro.';
COMMENT ON COLUMN tables.label IS 'Nombre del cuadro.';
COMMENT ON COLUMN tables.dimensions IS 'Dimensiones, separadas por |, en el orden de los códigos de sus celdas.';
COMMENT ON COLUMN tables.state IS 'publico, institucional (solo con acceso) o rechazado.';
COMMENT ON COLUMN tables.reason IS 'Por qué, en palabras.';

CREATE TABLE table_years (
    ubigeo VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    measure VARCHAR NOT NULL,
    table_id VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    state VARCHAR NOT NULL CHECK (state IN ('publico', 'espera', 'reservado'))
);
COMMENT ON TABLE table_years IS 'Años de cada cuadro que se publica: cuáles se muestran y cuáles no.';
COMMENT ON COLUMN table_years.ubigeo IS 'Distrito.';
COMMENT ON COLUMN table_years.source IS 'Fuente.';
COMMENT ON COLUMN table_years.measure IS 'Qué se cuenta.';
COMMENT ON COLUMN table_years.table_id IS 'Código del cuadro.';
COMMENT ON COLUMN table_years.year IS 'Año.';
COMMENT ON COLUMN table_years.state IS 'publico; espera (año abierto, con pocos casos hasta ahora); reservado (con tan pocos casos alguien podría ser reconocido).';

CREATE TABLE categories (
    ubigeo VARCHAR,
    source VARCHAR NOT NULL,
    dimension VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    known BOOLEAN NOT NULL
);
COMMENT ON TABLE categories IS 'Categorías de cada dimensión, en su orden.';
COMMENT ON COLUMN categories.ubigeo IS 'Distrito, si la categoría es propia de uno (zonas).';
COMMENT ON COLUMN categories.source IS 'Fuente.';
COMMENT ON COLUMN categories.dimension IS 'Dimensión.';
COMMENT ON COLUMN categories.code IS 'Código.';
COMMENT ON COLUMN categories.label IS 'Nombre que se muestra.';
COMMENT ON COLUMN categories.position IS 'Orden en cuadros y gráficos.';
COMMENT ON COLUMN categories.known IS 'Falso en «sin dato» y «sin zona».';

CREATE TABLE measures (
    source VARCHAR NOT NULL,
    measure VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    principal BOOLEAN NOT NULL
);
COMMENT ON TABLE measures IS 'Qué cuenta cada fuente: su medida principal y las de contexto.';
COMMENT ON COLUMN measures.source IS 'Fuente.';
COMMENT ON COLUMN measures.measure IS 'Medida.';
COMMENT ON COLUMN measures.label IS 'Nombre de la unidad.';
COMMENT ON COLUMN measures.principal IS 'Verdadero si es la medida de la que trata el observatorio.';

CREATE TABLE published_figures (
    ubigeo VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    year SMALLINT,
    first_month UTINYINT,
    last_month UTINYINT,
    dimension VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    value DOUBLE NOT NULL,
    unit VARCHAR NOT NULL,
    base VARCHAR,
    source_ref VARCHAR NOT NULL,
    note VARCHAR
);
COMMENT ON TABLE published_figures IS 'Cifras impresas en informes, exactas y citadas.';
COMMENT ON COLUMN published_figures.ubigeo IS 'Distrito (seis cifras), departamento (dos) o 00 nacional.';
COMMENT ON COLUMN published_figures.source IS 'Fuente a la que corresponde.';
COMMENT ON COLUMN published_figures.table_name IS 'Serie o cuadro.';
COMMENT ON COLUMN published_figures.year IS 'Año.';
COMMENT ON COLUMN published_figures.first_month IS 'Primer mes que abarca.';
COMMENT ON COLUMN published_figures.last_month IS 'Último mes que abarca.';
COMMENT ON COLUMN published_figures.dimension IS 'Qué distingue el cuadro.';
COMMENT ON COLUMN published_figures.category IS 'Categoría.';
COMMENT ON COLUMN published_figures.value IS 'Cifra impresa.';
COMMENT ON COLUMN published_figures.unit IS 'Unidad.';
COMMENT ON COLUMN published_figures.base IS 'Base de un porcentaje, si se publicó.';
COMMENT ON COLUMN published_figures.source_ref IS 'Informe de donde se tomó.';
COMMENT ON COLUMN published_figures.note IS 'Nota de lectura.';

CREATE TABLE coverage (
    source VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    month UTINYINT NOT NULL,
    state VARCHAR NOT NULL CHECK (state IN ('recibido', 'parcial', 'no entregado', 'sin registro')),
    due DATE,
    received DATE,
    late BOOLEAN NOT NULL DEFAULT false,
    replaced BOOLEAN NOT NULL DEFAULT false
);
COMMENT ON TABLE coverage IS 'Qué meses entregó cada fuente.';
COMMENT ON COLUMN coverage.source IS 'Fuente.';
COMMENT ON COLUMN coverage.year IS 'Año.';
COMMENT ON COLUMN coverage.month IS 'Mes.';
COMMENT ON COLUMN coverage.state IS 'recibido; parcial (falta una oficina); no entregado; sin registro (antes de que la fuente empezara).';
COMMENT ON COLUMN coverage.due IS 'Día en que se espera el mes; nulo si la fuente no tiene un plazo acordado.';
COMMENT ON COLUMN coverage.received IS 'Día en que llegó la última entrega que responde por el mes; nulo si no llegó, o si esta edición lo cuenta como estaba antes.';
COMMENT ON COLUMN coverage.late IS 'Verdadero si llegó por primera vez después de su plazo; los meses de la primera carga de una fuente no cuentan como tardíos.';
COMMENT ON COLUMN coverage.replaced IS 'Verdadero si una entrega posterior reemplazó por entero a otra en ese mes.';

CREATE TABLE sources (
    source VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    short_title VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    measure VARCHAR NOT NULL,
    publisher VARCHAR NOT NULL,
    licence VARCHAR NOT NULL,
    protected BOOLEAN NOT NULL,
    caveats VARCHAR NOT NULL,
    demonstration BOOLEAN NOT NULL,
    first_month DATE,
    last_month DATE,
    received DATE,
    next_expected DATE,
    rows_read BIGINT,
    rows_refused BIGINT
);
COMMENT ON TABLE sources IS 'Fuentes: de quién son, hasta cuándo llegan y cuándo se espera la próxima entrega.';
COMMENT ON COLUMN sources.source IS 'Código de la fuente.';
COMMENT ON COLUMN sources.title IS 'Nombre.';
COMMENT ON COLUMN sources.short_title IS 'Nombre corto, para filtros y direcciones.';
COMMENT ON COLUMN sources.unit IS 'Unidad que cuenta.';
COMMENT ON COLUMN sources.measure IS 'Medida principal.';
COMMENT ON COLUMN sources.publisher IS 'Entidad que la produce.';
COMMENT ON COLUMN sources.licence IS 'Licencia.';
COMMENT ON COLUMN sources.protected IS 'Verdadero si pasa por el control de divulgación.';
COMMENT ON COLUMN sources.caveats IS 'Advertencias de lectura.';
COMMENT ON COLUMN sources.demonstration IS 'Verdadero si sus cifras son de demostración, sintéticas.';
COMMENT ON COLUMN sources.first_month IS 'Primer mes recibido.';
COMMENT ON COLUMN sources.last_month IS 'Último mes recibido.';
COMMENT ON COLUMN sources.received IS 'Fecha de la última entrega.';
COMMENT ON COLUMN sources.next_expected IS 'Fecha en que se espera la próxima.';
COMMENT ON COLUMN sources.rows_read IS 'Filas leídas en las entregas vigentes; nulo si la fuente es protegida: serían el conteo de sus casos.';
COMMENT ON COLUMN sources.rows_refused IS 'Filas devueltas al sector en las entregas vigentes; de una fuente protegida, redondeadas a decenas y nulo si son de 1 a 9.';

CREATE TABLE refusals (
    source VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    rows BIGINT
);
COMMENT ON TABLE refusals IS 'Por qué se devolvieron filas a cada sector, en clases de motivos; una fila con dos motivos está en ambos.';
COMMENT ON COLUMN refusals.source IS 'Fuente.';
COMMENT ON COLUMN refusals.reason IS 'Clase de motivo, de una lista cerrada: nunca el valor ni el texto que venía en la fila.';
COMMENT ON COLUMN refusals.rows IS 'Filas devueltas en las entregas vigentes; de una fuente protegida, redondeadas a decenas y nulo si son menos de 10.';

CREATE TABLE indicators (
    ubigeo VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    indicator VARCHAR NOT NULL,
    value_pct DOUBLE,
    note VARCHAR NOT NULL
);
COMMENT ON TABLE indicators IS 'Proporciones anuales que no son celdas: quiénes viven fuera, qué parte no tiene zona.';
COMMENT ON COLUMN indicators.ubigeo IS 'Distrito.';
COMMENT ON COLUMN indicators.source IS 'Fuente.';
COMMENT ON COLUMN indicators.year IS 'Año.';
COMMENT ON COLUMN indicators.indicator IS 'fuera_del_distrito o sin_zona.';
COMMENT ON COLUMN indicators.value_pct IS 'Porcentaje, calculado con valores ya protegidos; nulo si la base es menor de 20 o está protegido.';
COMMENT ON COLUMN indicators.note IS 'Cómo se calculó.';

CREATE TABLE zones (
    ubigeo VARCHAR NOT NULL,
    zone VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    geometry VARCHAR NOT NULL,
    kind VARCHAR NOT NULL
);
COMMENT ON TABLE zones IS 'Zonas del distrito.';
COMMENT ON COLUMN zones.ubigeo IS 'Distrito.';
COMMENT ON COLUMN zones.zone IS 'Código.';
COMMENT ON COLUMN zones.name IS 'Nombre.';
COMMENT ON COLUMN zones.geometry IS 'Polígono en GeoJSON (WGS84).';
COMMENT ON COLUMN zones.kind IS 'referencial u oficial.';

CREATE TABLE zone_members (
    ubigeo VARCHAR NOT NULL,
    zone VARCHAR NOT NULL,
    member VARCHAR NOT NULL,
    member_name VARCHAR NOT NULL,
    reason VARCHAR NOT NULL
);
COMMENT ON TABLE zone_members IS 'De qué zonas de la capa se compone cada zona publicada: las pequeñas se unen con su vecina.';
COMMENT ON COLUMN zone_members.ubigeo IS 'Distrito.';
COMMENT ON COLUMN zone_members.zone IS 'Zona publicada.';
COMMENT ON COLUMN zone_members.member IS 'Zona de la capa.';
COMMENT ON COLUMN zone_members.member_name IS 'Nombre de la zona de la capa.';
COMMENT ON COLUMN zone_members.reason IS 'Por qué se unió; vacío si se publica por sí sola.';

CREATE TABLE services (
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    latitude DOUBLE,
    longitude DOUBLE,
    hours VARCHAR,
    telephone VARCHAR,
    source_ref VARCHAR
);
COMMENT ON TABLE services IS 'Servicios que se pueden mostrar; los refugios no figuran nunca.';
COMMENT ON COLUMN services.name IS 'Nombre.';
COMMENT ON COLUMN services.kind IS 'Clase.';
COMMENT ON COLUMN services.latitude IS 'Latitud del local de atención.';
COMMENT ON COLUMN services.longitude IS 'Longitud del local de atención.';
COMMENT ON COLUMN services.hours IS 'Horario.';
COMMENT ON COLUMN services.telephone IS 'Teléfono público.';
COMMENT ON COLUMN services.source_ref IS 'De dónde se tomó.';

CREATE TABLE population (
    ubigeo VARCHAR NOT NULL,
    zone VARCHAR,
    year SMALLINT NOT NULL,
    sex VARCHAR NOT NULL,
    age_group VARCHAR NOT NULL,
    population BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    source_ref VARCHAR NOT NULL
);
COMMENT ON TABLE population IS 'Población del INEI; nunca se interpola.';
COMMENT ON COLUMN population.ubigeo IS 'Distrito.';
COMMENT ON COLUMN population.zone IS 'Zona, si se conoce su población.';
COMMENT ON COLUMN population.year IS 'Año.';
COMMENT ON COLUMN population.sex IS 'mujer, hombre o total.';
COMMENT ON COLUMN population.age_group IS 'Grupo de edad de la tabla de origen, o total.';
COMMENT ON COLUMN population.population IS 'Personas.';
COMMENT ON COLUMN population.kind IS 'censo o proyeccion.';
COMMENT ON COLUMN population.source_ref IS 'De dónde se tomó.';

CREATE TABLE editions (
    edition INTEGER NOT NULL,
    published_at TIMESTAMP NOT NULL,
    cells BIGINT NOT NULL,
    protected BIGINT NOT NULL,
    tables BIGINT NOT NULL,
    threshold INTEGER NOT NULL,
    base INTEGER NOT NULL
);
COMMENT ON TABLE editions IS 'Ediciones publicadas hasta esta, que es la de número más alto.';
COMMENT ON COLUMN editions.edition IS 'Número de la edición.';
COMMENT ON COLUMN editions.published_at IS 'Fecha y hora de publicación (UTC).';
COMMENT ON COLUMN editions.cells IS 'Celdas publicadas.';
COMMENT ON COLUMN editions.protected IS 'Celdas protegidas.';
COMMENT ON COLUMN editions.tables IS 'Cuadros publicados.';
COMMENT ON COLUMN editions.threshold IS 'Umbral: por debajo no se muestra el valor.';
COMMENT ON COLUMN editions.base IS 'Base del redondeo.';

CREATE TABLE edition_sources (
    edition INTEGER NOT NULL,
    source VARCHAR NOT NULL,
    first_month DATE,
    last_month DATE,
    demonstration BOOLEAN NOT NULL,
    delivered BOOLEAN NOT NULL
);
COMMENT ON TABLE edition_sources IS 'Qué meses de cada fuente contó cada edición, hasta esta.';
COMMENT ON COLUMN edition_sources.edition IS 'Número de la edición.';
COMMENT ON COLUMN edition_sources.source IS 'Fuente.';
COMMENT ON COLUMN edition_sources.first_month IS 'Primer mes que contó; nulo si la fuente no tiene meses.';
COMMENT ON COLUMN edition_sources.last_month IS 'Último mes que contó; nulo si la fuente no tiene meses.';
COMMENT ON COLUMN edition_sources.demonstration IS 'Verdadero si todo lo que había de la fuente era de demostración.';
COMMENT ON COLUMN edition_sources.delivered IS 'Verdadero si desde la edición anterior llegó una entrega de la fuente.';
