-- The edition before, to compare with. Parameter: $earlier (file).
ATTACH $earlier AS earlier (READ_ONLY);
