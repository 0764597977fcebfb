-- The edition that is shown and the one that would take its place. Parameters: $shown, $made (files).
ATTACH $shown AS shown (READ_ONLY);
ATTACH $made AS made (READ_ONLY);
