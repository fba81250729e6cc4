"""One upload on its way in: a temporary file beside its final place, hashed and counted as it grows."""

import hashlib
import os
import tempfile
from pathlib import Path
from threading import Lock

SUFFIX = ".part"
_MODE = 0o440


class IncomingFile:
    """Blocking work only: the store calls it in threads.

    A cancelled request leaves its last thread running, so `discard` may meet a `write` or `settle`: hence a lock.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(exist_ok=True)
        descriptor, name = tempfile.mkstemp(suffix=SUFFIX, dir=directory)
        self.path = Path(name)
        self.size = 0
        self._file = os.fdopen(descriptor, "wb")
        self._hash = hashlib.sha256()
        self._lock = Lock()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, data: bytes) -> None:
        with self._lock:
            self._file.write(data)
            self._hash.update(data)
            self.size += len(data)

    def finish(self) -> None:
        """All bytes are with the operating system, so the file can be read under its temporary name."""
        with self._lock:
            self._file.flush()

    def settle(self, final: Path) -> None:
        """Durable and read-only under its final name, or nothing under that name at all."""
        with self._lock:
            os.fchmod(self._file.fileno(), _MODE)
            os.fsync(self._file.fileno())
            self._file.close()
            self.path.replace(final)

    def discard(self) -> None:
        """Removes what was not settled; does nothing after `settle`."""
        with self._lock:
            try:
                self._file.close()  # on a full disk the last flush fails; the file goes all the same
            finally:
                self.path.unlink(missing_ok=True)


def sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
