-- The edition before is not needed any more.
DETACH earlier;
