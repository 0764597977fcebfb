"""The DEMUNA's own register, whatever its sheet looks like, and the template that needs no map."""
