-- Small shared expressions of the writing side (temporary: they live as long as the connection).
-- Parameters: $missing_words (what stands for nothing, in its bare form).
SET VARIABLE missing_words = $missing_words;

-- A cell as the list of missing words is compared: small letters and figures, or its signs alone.
CREATE OR REPLACE TEMP MACRO bare(raw) AS
    CASE
        WHEN regexp_matches(strip_accents(raw), '[0-9A-Za-z]') THEN trim(regexp_replace(lower(strip_accents(raw)), '[^a-z0-9]+', ' ', 'g'))
        ELSE regexp_replace(replace(raw, '…', '...'), '[\s\x{A0}]', '', 'g')
    END;

-- A value, unless it is a word or a sign that stands for nothing.
CREATE OR REPLACE TEMP MACRO said(raw) AS
    CASE WHEN list_contains(getvariable('missing_words'), bare(raw)) THEN NULL ELSE raw END;

-- A code as people write it: blanks around gone, «15.0» is 15, an empty cell is NULL.
CREATE OR REPLACE TEMP MACRO tidy(raw) AS
    nullif(regexp_replace(trim(raw), '^(-?\d+)(?:\.0+|,0{1,2})$', '\1'), '');

-- The same, and NULL too where it is a word that stands for nothing.
CREATE OR REPLACE TEMP MACRO clean(raw) AS tidy(said(raw));

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
CREATE OR REPLACE TEMP MACRO day_of(y, m, d) AS
    try_cast(CASE WHEN length(y) = 2 THEN '20' || y ELSE y END || '-' || lpad(m, 2, '0') || '-' || lpad(d, 2, '0') AS DATE);

-- The number of a month by its first letters, in Spanish or English; both spellings of setiembre.
CREATE OR REPLACE TEMP MACRO month_of(word) AS
    CASE left(word, 3)
        WHEN 'ene' THEN '1' WHEN 'jan' THEN '1' WHEN 'feb' THEN '2' WHEN 'mar' THEN '3' WHEN 'abr' THEN '4' WHEN 'apr' THEN '4'
        WHEN 'may' THEN '5' WHEN 'jun' THEN '6' WHEN 'jul' THEN '7' WHEN 'ago' THEN '8' WHEN 'aug' THEN '8' WHEN 'set' THEN '9'
        WHEN 'sep' THEN '9' WHEN 'oct' THEN '10' WHEN 'nov' THEN '11' WHEN 'dic' THEN '12' WHEN 'dec' THEN '12'
    END;

CREATE OR REPLACE TEMP MACRO month_words() AS
    '(ene(?:ro)?|jan(?:uary)?|feb(?:r|rero|ruary)?|mar(?:zo|ch)?|abr(?:il)?|apr(?:il)?|mayo?|jun(?:io|e)?|jul(?:io|y)?'
    || '|agosto|agos?|aug(?:ust)?|set(?:iembre|iem)?|sep(?:tiembre|tiem|tember|t)?|oct(?:ubre|ober)?|nov(?:iembre|iem|ember)?|dic(?:iembre|iem)?|dec(?:ember)?)';

-- «15-set-21», «lunes 1.° de setiembre del 2021»; «set 15, 2021»; «2021-sep-15». (A list of one is how a part gets a name.)
CREATE OR REPLACE TEMP MACRO lettered_day(words) AS
    list_filter(list_transform([plain_words(words)], lambda t: list_transform([
            regexp_extract(t, '^(?:[a-z]{3,9}[.,]* )?(\d{1,2})(?:ro|\.?[°º])?[-/., ]*(?:de )?' || month_words() || '\.?[-/., ]*(?:del? )?(\d{4}|\d{2})(?:\D|$)', ['d', 'm', 'y']),
            regexp_extract(t, '^' || month_words() || '\.?[-/ ]*(\d{1,2})[-/, ]+(?:del? )?(\d{4})(?:\D|$)', ['m', 'd', 'y']),
            regexp_extract(t, '^(\d{4})[-/. ]*' || month_words() || '\.?[-/. ]*(\d{1,2})(?:\D|$)', ['y', 'm', 'd'])],
        lambda p: day_of(p.y, month_of(p.m), p.d)))[1], lambda d: d IS NOT NULL)[1];

-- The day of a date as it was written, in the order decided for its file. NULL when it is no date.
CREATE OR REPLACE TEMP MACRO written_day(raw, date_order) AS
    list_transform([trim(raw)], lambda t: CASE
        WHEN regexp_matches(t, '^\d{4}[/.-]\d{1,2}[/.-]\d{1,2}(\D|$)')
            THEN try_cast(replace(replace(regexp_extract(t, '^\d{4}[/.-]\d{1,2}[/.-]\d{1,2}'), '/', '-'), '.', '-') AS DATE)
        WHEN regexp_matches(t, '^\d{4,5}([.,]\d+)?$')
            THEN DATE '1899-12-30' + try_cast(split_part(replace(t, ',', '.'), '.', 1) AS INTEGER)
        WHEN regexp_matches(t, '^\d{1,2}[/.-]\d{1,2}[/.-](\d{4}|\d{2})(\D|$)') THEN list_transform(
            [regexp_extract(t, '^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})', ['a', 'b', 'y'])],
            lambda p: CASE WHEN date_order = 'mdy' THEN day_of(p.y, p.a, p.b) ELSE day_of(p.y, p.b, p.a) END)[1]
        ELSE lettered_day(t)
    END)[1];

-- Milliseconds since 1970, which are of UTC, as programs write a moment.
CREATE OR REPLACE TEMP MACRO epoch_of(raw) AS
    epoch_ms(try_cast(regexp_extract(trim(raw), '^(\d{12,13})(?:[.,]0+)?$', 1) AS BIGINT));

-- The hour of a date and the zone that it states («Z», «+00», «-05:00»), as text; empty where it states none.
CREATE OR REPLACE TEMP MACRO stated_hour(raw) AS
    regexp_extract(lower(trim(raw)),
        '[ t](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(?:([ap])\.? ?m\.?)?\s*(z|(?:utc|gmt)? ?([+-])(\d{1,2}):?(\d{2})?|utc|gmt)$',
        ['h', 'm', 's', 'half', 'zone', 'sign', 'zone_h', 'zone_m']);

-- Seconds after midnight of an hour, and how many seconds its zone is ahead of UTC.
CREATE OR REPLACE TEMP MACRO seconds_of(hour) AS
    3600 * (try_cast(hour.h AS INTEGER) % CASE WHEN hour.half = '' THEN 24 ELSE 12 END + CASE WHEN hour.half = 'p' THEN 12 ELSE 0 END)
    + 60 * try_cast(hour.m AS INTEGER) + coalesce(try_cast(hour.s AS INTEGER), 0);
CREATE OR REPLACE TEMP MACRO ahead_of_utc(hour) AS
    CASE WHEN hour.sign = '-' THEN -60 ELSE 60 END
    * (60 * coalesce(try_cast(hour.zone_h AS INTEGER), 0) + coalesce(try_cast(hour.zone_m AS INTEGER), 0));

-- A moment of UTC in a zone of the world, without its offset.
CREATE OR REPLACE TEMP MACRO moved(moment, time_zone) AS timezone(time_zone, timezone('UTC', moment));

-- A date as it was delivered; one whose hour states a zone is the day that it was in ours. NULL when it is no date.
-- `time_zone`: ours; NULL where the file's hours are all midnight: they are days, whatever zone they state.
CREATE OR REPLACE TEMP MACRO read_date(raw, date_order, time_zone) AS
    list_transform([{t: raw, day: written_day(raw, date_order)}], lambda x: CASE
        WHEN epoch_of(x.t) IS NOT NULL THEN moved(epoch_of(x.t), coalesce(time_zone, 'UTC'))::DATE
        WHEN time_zone IS NOT NULL AND stated_hour(x.t).zone <> '' THEN list_transform(
            [stated_hour(x.t)],
            lambda h: moved(x.day::TIMESTAMP + to_seconds(seconds_of(h) - ahead_of_utc(h)), time_zone)::DATE)[1]
        ELSE x.day
    END)[1];

-- A six-digit district code from its three parts, cleaned; lost zeros come back; 99/99/99 is «not said». A part
-- that is 0 or 99 beside a department is the code of a province or of a department: NULL.
CREATE OR REPLACE TEMP MACRO ubigeo_of(department, province, district) AS
    CASE
        WHEN regexp_matches(department, '^(0?[1-9]|1\d|2[0-5])$')
            AND regexp_matches(province, '^(0?[1-9]|[1-8]\d|9[0-8])$')
            AND regexp_matches(district, '^(0?[1-9]|[1-8]\d|9[0-8])$')
            THEN lpad(department, 2, '0') || lpad(province, 2, '0') || lpad(district, 2, '0')
    END;
