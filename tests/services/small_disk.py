"""A disk that a test can fill: a file system in memory, which only root may mount."""

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """A mounted file system and a file in it that takes whatever room is left."""

    folder: Path

    @property
    def _filler(self) -> Path:
        return self.folder / "filler"

    def fill(self) -> None:
        """Leave no room for anybody."""
        with self._filler.open("ab", buffering=0) as file:
            for size in (1024 * 1024, 4096):
                _write_until_full(file.fileno(), size)

    def free(self) -> None:
        """Make room again."""
        self._filler.unlink(missing_ok=True)


def may_mount() -> bool:
    """Whether this process may make such a disk."""
    return os.geteuid() == 0 and Path("/proc/self/mounts").exists()


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[SmallDisk]:
    """Mount a file system of this size on a folder, which is made."""
    folder.mkdir(parents=True)
    options = f"size={megabytes}m,mode=0755"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _write_until_full(file: int, size: int) -> None:
    while True:
        try:
            os.write(file, bytes(size))
        except OSError as fault:
            if fault.errno == errno.ENOSPC:
                return
            raise
