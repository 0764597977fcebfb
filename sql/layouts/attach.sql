-- The file of an edition, to be read beside a store in memory. Parameter: $file.
ATTACH $file AS edition_file (READ_ONLY);
USE edition_file;
