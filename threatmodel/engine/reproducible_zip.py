"""ZIP archives without the time of their making: the same content gives the same bytes."""

import io
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_OLDEST: Final = (1980, 1, 1, 0, 0, 0)  # what the format can say; it has no way to say nothing
_UNIX: Final = 3
_READABLE: Final = 0o644 << 16


class ReproducibleZip(ZipFile):
    """An archive that is written with one time for all its members."""

    def __init__(self, file: Any) -> None:
        super().__init__(file, "w", ZIP_DEFLATED, allowZip64=True)

    def writestr(self, zinfo_or_arcname: str | ZipInfo, data: Any, *_: Any, **__: Any) -> None:
        """Add a member."""
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        super().writestr(_member(name), data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Add a file, which is read in parts."""
        member = _member(str(arcname or filename).lstrip("/"))
        with Path(filename).open("rb") as source, self.open(member, "w") as target:
            shutil.copyfileobj(source, target)


def zip_of(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return an archive of files by their names."""
    written = io.BytesIO()
    with ReproducibleZip(written) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return written.getvalue()


def without_times(archive: bytes) -> bytes:
    """Return an archive with the same members, but without their times."""
    with ZipFile(io.BytesIO(archive)) as source:
        return zip_of((name, source.read(name)) for name in source.namelist())


def _member(name: str) -> ZipInfo:
    member = ZipInfo(name, _OLDEST)
    member.compress_type = ZIP_DEFLATED
    member.create_system = _UNIX
    member.external_attr = _READABLE
    return member
