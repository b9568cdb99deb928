"""Where the database lies: whether one can be there, and that no other process is there with us.

Imports next to nothing, so that a second start learns at once that there is a first.
"""

import fcntl
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters.cli import exits
from adapters.cli.exits import Stop

ROOM = 100 << 20  # bytes free on the disk: below it neither a backup nor a busy day has room


def look(path: Path) -> None:
    """Whether a database can be kept there at all. Raises `Stop`."""
    if path.exists() and not path.is_file():
        raise Stop(exits.CONFIG, f"storage.url: {path} is not a file that can hold a database")
    if not path.parent.is_dir():
        raise Stop(exits.CONFIG, f"storage.url: there is no folder {path.parent}; make it first")
    # Asked of the mode and not of the system: root may write what it was told not to.
    if path.exists() and not path.stat().st_mode & stat.S_IWUSR:
        raise Stop(exits.STORAGE, f"{path} is read-only; run: chmod 600 {path}")


def room(path: Path) -> int:
    """Bytes free where the database lies."""
    return shutil.disk_usage(path.parent).free


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep every other process away from this database. Raises `Stop` when one is there already.

    The lock is the system's and ends with the process, however that ends; the file stays.
    """
    lock = path.with_name(f"{path.name}.lock")
    try:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as wrong:
        raise Stop(exits.STORAGE, f"{lock} can't be written ({wrong.strerror})") from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            who = os.read(handle, 20).decode("ascii", "replace").strip()
            running = f"already running, as process {who}" if who.isdecimal() else "already running"
            raise Stop(exits.RUNNING, f"{running}, on {path}") from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)
