-- Numbers and codes of districts, read strictly (needs the macros of common/macros).

-- A whole number of up to nine digits; «15.0» is 15, but «1,000» may be a thousand or one: it is no number.
CREATE OR REPLACE TEMP MACRO whole(raw) AS
    CASE
        WHEN regexp_matches(trim(raw), '^\d{1,9}([.,]0{1,2})?$') THEN regexp_extract(trim(raw), '^\d+')::BIGINT
    END;

-- INEI's six digits; a lost first zero comes back. NULL when it is not the code of a district: another
-- number of digits, no such department, or the 00 of a province or a department.
CREATE OR REPLACE TEMP MACRO district_code(raw) AS
    CASE
        WHEN regexp_matches(clean(raw), '^(0?[1-9]|1\d|2[0-5])(0[1-9]|[1-9]\d){2}$') THEN lpad(clean(raw), 6, '0')
    END;

-- Whether a district is called as ours is, in our province: the country has several of some names.
CREATE OR REPLACE TEMP MACRO is_called(district, province, own_district, own_province) AS
    coalesce(
        plain_words(district) = plain_words(own_district)
        AND (plain_words(province) IS NULL OR contains(plain_words(province), plain_words(own_province))),
        false
    );
