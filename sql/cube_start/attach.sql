-- The registry, to read from while the public cube is built. Parameter: $registry (file).
ATTACH $registry AS registry (READ_ONLY);
