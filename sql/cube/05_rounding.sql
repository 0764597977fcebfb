-- The rounding rule, in one place (temporary: nothing of it stays in the cube).
--
-- u = key / 2^64 decides: up with probability (n mod base) / base, so u < (n mod base) / base is
-- asked in whole numbers, key * base < (n mod base) * 2^64. Same records, same key, same value.
CREATE OR REPLACE TEMP MACRO rounded_by_key(n, cell_key, base) AS
    n - n % base
    + CASE WHEN cell_key * base < (n % base)::HUGEINT * 18446744073709551616::HUGEINT THEN base ELSE 0 END;

-- A rounded value, rounded on to a multiple of twice as much: `step` is the new one, and what stands
-- half way goes up or down by a bit of the key that no other rounding asks. So whoever knows the finer
-- value learns nothing from the coarser one, and the two together are as if the count had been rounded
-- to `step` at once (up with probability (n mod step) / step). What would fall below the threshold goes up.
CREATE OR REPLACE TEMP MACRO rounded_on(value, up, step, threshold) AS
    CASE
        WHEN value % step = 0 THEN value
        WHEN up OR value - step // 2 < threshold THEN value + step // 2
        ELSE value - step // 2
    END;
