-- The rounding rule, in one place (temporary: nothing of it stays in the cube).
--
-- u = key / 2^64 decides: up with probability (n mod base) / base, so u < (n mod base) / base is
-- asked in whole numbers, key * base < (n mod base) * 2^64. Same records, same key, same value.
CREATE OR REPLACE TEMP MACRO rounded_by_key(n, cell_key, base) AS
    n - n % base
    + CASE WHEN cell_key * base < (n % base)::HUGEINT * 18446744073709551616::HUGEINT THEN base ELSE 0 END;
