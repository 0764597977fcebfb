-- The restricted store: one row per record, with its provenance.
-- The comments are the data dictionary (docs/diccionario.md is generated from them), so they are Spanish.

CREATE TYPE source_name AS ENUM ('cem', 'sidpol', 'police_points', 'demuna', 'renamu', 'population', 'zones', 'services', 'published');
CREATE TYPE age_band AS ENUM ('0-11', '12-17', '18-29', '30-59', '60+');
CREATE TYPE sex_name AS ENUM ('mujer', 'hombre');
CREATE TYPE violence_name AS ENUM ('economica', 'psicologica', 'fisica', 'sexual');
CREATE TYPE relationship_name AS ENUM ('pareja', 'familiar', 'sin_vinculo');
CREATE TYPE risk_name AS ENUM ('leve', 'moderado', 'severo');
CREATE TYPE condition_name AS ENUM ('nuevo', 'reingreso', 'reincidente', 'derivado', 'continuador');
CREATE TYPE yes_no AS ENUM ('si', 'no');
CREATE TYPE geocode_name AS ENUM ('punto', 'gacetero_exacto', 'gacetero_aproximado', 'ninguna');

CREATE TABLE deliveries (
    delivery INTEGER PRIMARY KEY,
    source source_name NOT NULL,
    file_name VARCHAR NOT NULL,
    file_bytes BIGINT NOT NULL CHECK (file_bytes > 0),
    sha256 VARCHAR NOT NULL CHECK (length(sha256) = 64),
    received_at TIMESTAMP NOT NULL,
    delivered_by VARCHAR,
    edition_of_format VARCHAR NOT NULL,
    date_order VARCHAR,
    demonstration BOOLEAN NOT NULL,
    completes INTEGER,
    state VARCHAR NOT NULL CHECK (state IN ('vigente', 'reemplazada', 'retirada')),
    first_month DATE,
    last_month DATE,
    rows_read BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    left_out BIGINT NOT NULL,
    CHECK (rows_read = accepted + refused + left_out)
);
COMMENT ON TABLE deliveries IS 'Entregas recibidas: un archivo de un sector, una vez. El original queda en su sector.';
COMMENT ON COLUMN deliveries.delivery IS 'Número de la entrega, en orden de llegada.';
COMMENT ON COLUMN deliveries.source IS 'Fuente que entrega.';
COMMENT ON COLUMN deliveries.file_name IS 'Nombre del archivo entregado, sin carpeta.';
COMMENT ON COLUMN deliveries.file_bytes IS 'Tamaño del archivo original, en bytes.';
COMMENT ON COLUMN deliveries.sha256 IS 'Huella SHA-256 del archivo original; permite comprobar cuál fue sin guardarlo.';
COMMENT ON COLUMN deliveries.received_at IS 'Fecha y hora de recepción, en la hora del distrito.';
COMMENT ON COLUMN deliveries.delivered_by IS 'Quién lo entregó, si se anotó.';
COMMENT ON COLUMN deliveries.edition_of_format IS 'Edición del formato con que se leyó.';
COMMENT ON COLUMN deliveries.date_order IS 'Orden de las fechas decidido para el archivo: dmy, mdy o ymd.';
COMMENT ON COLUMN deliveries.demonstration IS 'Verdadero si son datos de demostración, sintéticos.';
COMMENT ON COLUMN deliveries.completes IS 'Entrega cuyas filas devueltas corrige esta, si es una corrección.';
COMMENT ON COLUMN deliveries.state IS 'vigente: aporta registros; reemplazada: otra cubre todos sus periodos; retirada: se quitó.';
COMMENT ON COLUMN deliveries.first_month IS 'Primer mes que cubre.';
COMMENT ON COLUMN deliveries.last_month IS 'Último mes que cubre.';
COMMENT ON COLUMN deliveries.rows_read IS 'Filas leídas.';
COMMENT ON COLUMN deliveries.accepted IS 'Filas aceptadas.';
COMMENT ON COLUMN deliveries.refused IS 'Filas devueltas al sector, con su motivo.';
COMMENT ON COLUMN deliveries.left_out IS 'Filas correctas de otros distritos o materias, que no se guardan.';

CREATE TABLE delivery_periods (
    delivery INTEGER NOT NULL REFERENCES deliveries (delivery),
    source source_name NOT NULL,
    service VARCHAR NOT NULL,
    month DATE NOT NULL CHECK (day(month) = 1),
    PRIMARY KEY (source, service, month)
);
COMMENT ON TABLE delivery_periods IS 'Qué entrega responde hoy por cada mes de cada oficina; lo que reemplazó queda en el archivo.';
COMMENT ON COLUMN delivery_periods.delivery IS 'Entrega vigente para ese mes.';
COMMENT ON COLUMN delivery_periods.source IS 'Fuente.';
COMMENT ON COLUMN delivery_periods.service IS 'Oficina que informa (CEM, comisaría, municipalidad).';
COMMENT ON COLUMN delivery_periods.month IS 'Mes cubierto, como su primer día.';

CREATE TABLE records (
    source source_name NOT NULL,
    measure VARCHAR NOT NULL,
    delivery INTEGER NOT NULL,
    row_number BIGINT NOT NULL,
    record_key UBIGINT,
    person_key UBIGINT,
    demonstration BOOLEAN NOT NULL,
    year SMALLINT NOT NULL CHECK (year BETWEEN 1990 AND 2100),
    month UTINYINT CHECK (month BETWEEN 1 AND 12),
    ubigeo VARCHAR,
    ubigeo_service VARCHAR,
    ubigeo_residence VARCHAR,
    ubigeo_event VARCHAR,
    service VARCHAR NOT NULL,
    zone VARCHAR,
    geocode_quality geocode_name NOT NULL,
    age UTINYINT CHECK (age <= 110),
    age_group age_band,
    sex sex_name,
    violence_type violence_name,
    relationship relationship_name,
    risk_level risk_name,
    condition condition_name,
    complaint yes_no,
    protection_measure yes_no,
    precautionary_measure yes_no,
    legal_support yes_no,
    femicide_attempt yes_no,
    disability yes_no,
    ethnicity VARCHAR,
    lgbti yes_no,
    matter VARCHAR,
    count BIGINT NOT NULL CHECK (count >= 0)
);
COMMENT ON TABLE records IS 'Registros canónicos: una fila por caso atendido o por conteo entregado. Restringida: no sale de la municipalidad.';
COMMENT ON COLUMN records.source IS 'Fuente del registro; nunca se suman fuentes distintas.';
COMMENT ON COLUMN records.measure IS 'Qué se cuenta: caso_atendido, denuncia, denuncia_total, punto_denuncia, caso_demuna, caso_demuna_otra_materia, caso_renamu.';
COMMENT ON COLUMN records.delivery IS 'Entrega de la que viene.';
COMMENT ON COLUMN records.row_number IS 'Número de fila de datos en el archivo entregado (1 = la primera después del encabezado).';
COMMENT ON COLUMN records.record_key IS 'Clave del registro: primeros 8 bytes de HMAC-SHA256 con un secreto; no se puede deshacer. Nula en fuentes abiertas.';
COMMENT ON COLUMN records.person_key IS 'Clave de la persona, cuando el sector entrega un código propio acordado que no es una identidad.';
COMMENT ON COLUMN records.demonstration IS 'Verdadero si el registro es sintético, de la muestra de demostración.';
COMMENT ON COLUMN records.year IS 'Año del registro.';
COMMENT ON COLUMN records.month IS 'Mes del registro (1 a 12); el día no se guarda. Nulo si la fuente es anual.';
COMMENT ON COLUMN records.ubigeo IS 'Distrito en cuyas cifras públicas entra, según el universo de la fuente; nulo si no entra en ninguna.';
COMMENT ON COLUMN records.ubigeo_service IS 'Distrito de la oficina que atendió (código INEI).';
COMMENT ON COLUMN records.ubigeo_residence IS 'Distrito donde vive la persona (código INEI).';
COMMENT ON COLUMN records.ubigeo_event IS 'Distrito donde ocurrió el hecho (código INEI).';
COMMENT ON COLUMN records.service IS 'Oficina que atendió o registró.';
COMMENT ON COLUMN records.zone IS 'Zona del distrito; nula si no se conoce.';
COMMENT ON COLUMN records.geocode_quality IS 'Cómo se supo la zona: punto, gacetero_exacto, gacetero_aproximado o ninguna.';
COMMENT ON COLUMN records.age IS 'Edad en años cumplidos.';
COMMENT ON COLUMN records.age_group IS 'Grupo de edad del distrito.';
COMMENT ON COLUMN records.sex IS 'Sexo registrado.';
COMMENT ON COLUMN records.violence_type IS 'Tipo de violencia según la Ley 30364.';
COMMENT ON COLUMN records.relationship IS 'Vínculo con la persona agresora.';
COMMENT ON COLUMN records.risk_level IS 'Nivel de riesgo valorado.';
COMMENT ON COLUMN records.condition IS 'Condición del caso en el CEM.';
COMMENT ON COLUMN records.complaint IS 'Si se interpuso denuncia; nulo es «sin dato», no es «no».';
COMMENT ON COLUMN records.protection_measure IS 'Si cuenta con medidas de protección.';
COMMENT ON COLUMN records.precautionary_measure IS 'Si cuenta con medidas cautelares.';
COMMENT ON COLUMN records.legal_support IS 'Si desea patrocinio legal.';
COMMENT ON COLUMN records.femicide_attempt IS 'Si es tentativa de feminicidio; solo se usa a nivel de distrito y año.';
COMMENT ON COLUMN records.disability IS 'Si la persona tiene discapacidad.';
COMMENT ON COLUMN records.ethnicity IS 'Autoidentificación étnica.';
COMMENT ON COLUMN records.lgbti IS 'Si se marcó la vulnerabilidad LGTBI; nulo es «no marcado». Nunca se publica.';
COMMENT ON COLUMN records.matter IS 'Materia de la DEMUNA según la lista del RENAMU.';
COMMENT ON COLUMN records.count IS 'Cuántos casos vale la fila: 1 en registros por caso.';

CREATE TABLE refused_rows (
    delivery INTEGER NOT NULL,
    row_number BIGINT,
    column_name VARCHAR NOT NULL,
    value VARCHAR,
    code VARCHAR NOT NULL,
    reason VARCHAR NOT NULL
);
COMMENT ON TABLE refused_rows IS 'Cuarentena: problemas de las filas devueltas al sector, y columnas que no se leyeron.';
COMMENT ON COLUMN refused_rows.delivery IS 'Entrega de la que viene.';
COMMENT ON COLUMN refused_rows.row_number IS 'Fila del archivo tal como la ve quien lo abre (el encabezado cuenta); nula si es de todo el archivo.';
COMMENT ON COLUMN refused_rows.column_name IS 'Columna con el problema, con el nombre que tiene en el archivo.';
COMMENT ON COLUMN refused_rows.value IS 'Valor que no se pudo aceptar (nunca el de una columna de identidad).';
COMMENT ON COLUMN refused_rows.code IS 'Motivo, de la lista de data/reference/reasons.csv.';
COMMENT ON COLUMN refused_rows.reason IS 'Motivo, en palabras.';

CREATE TABLE places_review (
    delivery INTEGER NOT NULL,
    place VARCHAR NOT NULL,
    rows BIGINT NOT NULL,
    nearest VARCHAR,
    score DOUBLE,
    reason VARCHAR NOT NULL
);
COMMENT ON TABLE places_review IS 'Lugares que no se pudieron ubicar en una zona: una persona añade el alias en el gacetero.';
COMMENT ON COLUMN places_review.delivery IS 'Entrega de la que viene.';
COMMENT ON COLUMN places_review.place IS 'Lugar, normalizado (números ocultos si son largos).';
COMMENT ON COLUMN places_review.rows IS 'Cuántas filas lo nombran.';
COMMENT ON COLUMN places_review.nearest IS 'Lugar conocido más parecido.';
COMMENT ON COLUMN places_review.score IS 'Parecido, de 0 a 100.';
COMMENT ON COLUMN places_review.reason IS 'Por qué no se ubicó: desconocido o ambiguo.';

CREATE TABLE sources (
    source source_name PRIMARY KEY,
    title VARCHAR NOT NULL,
    short_title VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    measure VARCHAR NOT NULL,
    publisher VARCHAR NOT NULL,
    licence VARCHAR NOT NULL,
    protected BOOLEAN NOT NULL,
    caveats VARCHAR NOT NULL
);
COMMENT ON TABLE sources IS 'Fuentes del observatorio: qué cuenta cada una y con qué cuidado se lee.';
COMMENT ON COLUMN sources.source IS 'Código de la fuente.';
COMMENT ON COLUMN sources.title IS 'Nombre de la fuente.';
COMMENT ON COLUMN sources.short_title IS 'Nombre corto, para filtros y direcciones.';
COMMENT ON COLUMN sources.unit IS 'Unidad que cuenta, en palabras.';
COMMENT ON COLUMN sources.measure IS 'Medida principal de la fuente.';
COMMENT ON COLUMN sources.publisher IS 'Entidad que la produce.';
COMMENT ON COLUMN sources.licence IS 'Licencia de uso.';
COMMENT ON COLUMN sources.protected IS 'Verdadero si pasa por el control de divulgación; falso si ya es pública.';
COMMENT ON COLUMN sources.caveats IS 'Advertencias de lectura.';

CREATE TABLE population (
    delivery INTEGER NOT NULL,
    demonstration BOOLEAN NOT NULL,
    ubigeo VARCHAR NOT NULL CHECK (length(ubigeo) = 6),
    zone VARCHAR,
    year SMALLINT NOT NULL,
    sex VARCHAR NOT NULL,
    age_group VARCHAR NOT NULL,
    population BIGINT NOT NULL CHECK (population >= 0),
    kind VARCHAR NOT NULL,
    source_ref VARCHAR NOT NULL
);
COMMENT ON TABLE population IS 'Población por distrito, año, sexo y grupo de edad, como la publica el INEI; nunca se interpola.';
COMMENT ON COLUMN population.delivery IS 'Entrega de la que viene.';
COMMENT ON COLUMN population.demonstration IS 'Verdadero si viene de la muestra de demostración.';
COMMENT ON COLUMN population.ubigeo IS 'Distrito (código INEI).';
COMMENT ON COLUMN population.zone IS 'Zona, cuando se conoce su población; nula si es de todo el distrito.';
COMMENT ON COLUMN population.year IS 'Año.';
COMMENT ON COLUMN population.sex IS 'mujer, hombre o total.';
COMMENT ON COLUMN population.age_group IS 'Grupo de edad de la tabla de origen, o total.';
COMMENT ON COLUMN population.population IS 'Personas.';
COMMENT ON COLUMN population.kind IS 'censo o proyeccion.';
COMMENT ON COLUMN population.source_ref IS 'De dónde se tomó.';

CREATE TABLE published_figures (
    delivery INTEGER NOT NULL,
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
COMMENT ON TABLE published_figures IS 'Cifras impresas en informes: exactas, citadas, nunca mezcladas con los registros.';
COMMENT ON COLUMN published_figures.delivery IS 'Entrega de la que viene.';
COMMENT ON COLUMN published_figures.ubigeo IS 'Distrito (seis cifras), departamento (dos) o 00 nacional.';
COMMENT ON COLUMN published_figures.source IS 'Fuente a la que corresponde la cifra.';
COMMENT ON COLUMN published_figures.table_name IS 'Serie o cuadro.';
COMMENT ON COLUMN published_figures.year IS 'Año.';
COMMENT ON COLUMN published_figures.first_month IS 'Primer mes que abarca.';
COMMENT ON COLUMN published_figures.last_month IS 'Último mes que abarca.';
COMMENT ON COLUMN published_figures.dimension IS 'Qué distingue el cuadro: total, sex, age_group, violence_type…';
COMMENT ON COLUMN published_figures.category IS 'Categoría dentro de la dimensión.';
COMMENT ON COLUMN published_figures.value IS 'Cifra impresa.';
COMMENT ON COLUMN published_figures.unit IS 'Unidad de la cifra.';
COMMENT ON COLUMN published_figures.base IS 'Base de un porcentaje, si se publicó.';
COMMENT ON COLUMN published_figures.source_ref IS 'Informe y cuadro de donde se tomó.';
COMMENT ON COLUMN published_figures.note IS 'Nota de lectura.';

CREATE TABLE zones (
    delivery INTEGER NOT NULL,
    ubigeo VARCHAR NOT NULL,
    zone VARCHAR PRIMARY KEY,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    geometry VARCHAR NOT NULL
);
COMMENT ON TABLE zones IS 'Zonas del distrito.';
COMMENT ON COLUMN zones.delivery IS 'Entrega de la que viene.';
COMMENT ON COLUMN zones.ubigeo IS 'Distrito.';
COMMENT ON COLUMN zones.zone IS 'Código de la zona.';
COMMENT ON COLUMN zones.name IS 'Nombre de la zona.';
COMMENT ON COLUMN zones.kind IS 'referencial u oficial.';
COMMENT ON COLUMN zones.geometry IS 'Polígono en GeoJSON (WGS84).';

CREATE TABLE services (
    delivery INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    latitude DOUBLE,
    longitude DOUBLE,
    hours VARCHAR,
    telephone VARCHAR,
    source_ref VARCHAR
);
COMMENT ON TABLE services IS 'Servicios del distrito que se pueden mostrar; los refugios no figuran nunca.';
COMMENT ON COLUMN services.delivery IS 'Entrega de la que viene.';
COMMENT ON COLUMN services.name IS 'Nombre del servicio.';
COMMENT ON COLUMN services.kind IS 'Clase: cem, comisaria, demuna, salud, csmc, alegra, ugel…';
COMMENT ON COLUMN services.latitude IS 'Latitud (WGS84) del local de atención.';
COMMENT ON COLUMN services.longitude IS 'Longitud (WGS84) del local de atención.';
COMMENT ON COLUMN services.hours IS 'Horario.';
COMMENT ON COLUMN services.telephone IS 'Teléfono público.';
COMMENT ON COLUMN services.source_ref IS 'De dónde se tomó.';

CREATE TABLE editions (
    edition INTEGER PRIMARY KEY,
    published_at TIMESTAMP NOT NULL,
    inputs VARCHAR NOT NULL,
    cells BIGINT NOT NULL,
    protected BIGINT NOT NULL,
    tables BIGINT NOT NULL
);
COMMENT ON TABLE editions IS 'Ediciones publicadas hasta el momento en que se construyó este registro.';
COMMENT ON COLUMN editions.edition IS 'Número de la edición.';
COMMENT ON COLUMN editions.published_at IS 'Fecha y hora de publicación (UTC).';
COMMENT ON COLUMN editions.inputs IS 'Entregas que entraron, con su huella (JSON).';
COMMENT ON COLUMN editions.cells IS 'Celdas publicadas.';
COMMENT ON COLUMN editions.protected IS 'Celdas protegidas («menos de 5»).';
COMMENT ON COLUMN editions.tables IS 'Cuadros publicados.';
