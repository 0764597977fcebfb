-- Small shared expressions of the writing side (temporary: they live as long as the connection).

-- A code as people write it: blanks around gone, «15.0» is 15, nothing at all is NULL.
CREATE OR REPLACE TEMP MACRO clean(raw) AS
    nullif(regexp_replace(trim(raw), '^(-?\d+)(?:\.0+|,0{1,2})$', '\1'), '');

-- A whole number of at most nine digits, else NULL: unlike a cast, it neither rounds «15.5» nor reads «1e2».
CREATE OR REPLACE TEMP MACRO digits(code) AS
    CASE WHEN regexp_matches(code, '^\d{1,9}$') THEN code::INTEGER END;

-- Plain letters for comparing words: lower case, no accents, one blank between words.
CREATE OR REPLACE TEMP MACRO plain_words(raw) AS
    nullif(regexp_replace(lower(strip_accents(trim(raw))), '\s+', ' ', 'g'), '');

-- First 8 bytes, big-endian, of HMAC-SHA256 (RFC 2104); the pads hold the secret.
CREATE OR REPLACE TEMP MACRO keyed(inner_pad, outer_pad, message) AS
    ('0x' || left(sha256(outer_pad || unhex(sha256(inner_pad || encode(message)))), 16))::UBIGINT;

-- Age groups of the district.
CREATE OR REPLACE TEMP MACRO age_band_of(age) AS
    CASE
        WHEN age <= 11 THEN '0-11'
        WHEN age <= 17 THEN '12-17'
        WHEN age <= 29 THEN '18-29'
        WHEN age <= 59 THEN '30-59'
        WHEN age IS NOT NULL THEN '60+'
    END::age_band;

-- A date from its parts as text; a year of two digits is of this century.
CREATE OR REPLACE TEMP MACRO day_of(parts) AS
    try_cast(
        CASE WHEN length(parts.y) = 2 THEN '20' || parts.y ELSE parts.y END
        || '-' || lpad(parts.m, 2, '0') || '-' || lpad(parts.d, 2, '0') AS DATE
    );

-- A date as it was delivered, in the order decided for its file. NULL when it is no date.
CREATE OR REPLACE TEMP MACRO read_date(raw, date_order) AS
    CASE
        WHEN regexp_matches(trim(raw), '^\d{4}[/.-]\d{1,2}[/.-]\d{1,2}(\D|$)')
            THEN try_cast(replace(replace(regexp_extract(trim(raw), '^\d{4}[/.-]\d{1,2}[/.-]\d{1,2}'), '/', '-'), '.', '-') AS DATE)
        WHEN regexp_matches(trim(raw), '^\d{4,5}([.,]\d+)?$')
            THEN DATE '1899-12-30' + try_cast(split_part(replace(trim(raw), ',', '.'), '.', 1) AS INTEGER)
        WHEN date_order = 'mdy' THEN day_of(regexp_extract(trim(raw), '^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:\D|$)', ['m', 'd', 'y']))
        ELSE day_of(regexp_extract(trim(raw), '^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:\D|$)', ['d', 'm', 'y']))
    END;

-- A six-digit district code from its three parts; lost zeros come back; 99/99/99 is «not said». A part that
-- is 0 or 99 beside a department is the code of a province or of a department: NULL.
CREATE OR REPLACE TEMP MACRO ubigeo_of(department, province, district) AS
    CASE
        WHEN regexp_matches(clean(department), '^(0?[1-9]|1\d|2[0-5])$')
            AND regexp_matches(clean(province), '^(0?[1-9]|[1-8]\d|9[0-8])$')
            AND regexp_matches(clean(district), '^(0?[1-9]|[1-8]\d|9[0-8])$')
            THEN lpad(clean(department), 2, '0') || lpad(clean(province), 2, '0') || lpad(clean(district), 2, '0')
    END;
