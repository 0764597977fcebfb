-- For sources that name no places: nothing to locate, nothing to review.
CREATE OR REPLACE TEMP TABLE raw_values (field VARCHAR, raw VARCHAR, rows BIGINT);
CREATE OR REPLACE TEMP TABLE places (
    raw VARCHAR, normalised VARCHAR, zone VARCHAR, quality VARCHAR, nearest VARCHAR, score DOUBLE, reason VARCHAR, shown VARCHAR
);
