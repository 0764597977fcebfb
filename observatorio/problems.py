"""What the operating system says when it refuses something, in Spanish."""

from __future__ import annotations

import errno

WHY = {
    errno.ENOSPC: "no queda espacio en el disco",
    errno.EDQUOT: "no queda espacio en el disco",
    errno.EFBIG: "no queda espacio en el disco",
    errno.EACCES: "no tiene permiso",
    errno.EPERM: "no tiene permiso",
    errno.EROFS: "esa carpeta es de solo lectura",
    errno.EIO: "el disco falla",
    errno.ENOENT: "no existe",
    errno.EISDIR: "es una carpeta",
    errno.ENOTDIR: "una parte de su ruta no es una carpeta",
    errno.EMFILE: "hay demasiados archivos abiertos",
    errno.ENAMETOOLONG: "el nombre es demasiado largo",
}
FULL = ("No space left", "File too large")


def is_full(problem: BaseException) -> bool:
    """Whether a library says that the disk is full, in words alone (Arrow and DuckDB do)."""
    return any(words in str(problem) for words in FULL)


def reason(problem: OSError) -> str:
    """Why the system refused; in its own words where it is rare."""
    if is_full(problem):
        return WHY[errno.ENOSPC]
    return WHY.get(problem.errno or 0) or problem.strerror or type(problem).__name__
