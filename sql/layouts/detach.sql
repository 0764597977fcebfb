-- The file is not needed any more.
USE memory;
DETACH edition_file;
