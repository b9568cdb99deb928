"""How SQLite is opened here: one connection that writes, and others that only read.

Every transaction of the writer begins IMMEDIATE: one that only began to write half-way would lose
updates in silence. Readers have connections of their own and can't write.
"""

import sqlite3
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


class Unusable(Exception):
    """The database can't be used as it is; the text tells the operator why and what to do."""


def is_fault(error: DBAPIError) -> bool:
    """Whether the disk or the file itself is at fault: carrying on could only do harm."""
    original = error.orig
    code = original.sqlite_errorcode if isinstance(original, sqlite3.Error) else 0
    return code & 0xFF in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def check(path: Path) -> None:
    """Whether the file is a sound database that can be written.

    By a connection of its own, as one that fails to open would leave the driver's thread behind.
    """
    connection = sqlite3.connect(path, timeout=15, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            why = " ".join(str(found).split())
            raise Unusable(f"{path} is damaged ({why}); restore the newest backup")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA user_version = 0")  # fails where nobody may write
        connection.execute("ROLLBACK")
    finally:
        connection.close()


def engine(url: str, *, writer: bool) -> AsyncEngine:
    """The connections to this address: the writer's only one, or the readers' few."""
    pragmas = ["journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"]
    if writer:
        pragmas.append("secure_delete=ON")
    else:
        pragmas += ["query_only=ON", "wal_autocheckpoint=0"]
    made = create_async_engine(
        url,
        pool_size=1 if writer else 4,
        max_overflow=0,
        pool_timeout=30 if writer else 10,
        pool_reset_on_return=None,  # every transaction has ended before its connection goes back
        hide_parameters=True,  # they are what members wrote, and would stand in every error
    )

    @event.listens_for(made.sync_engine, "connect")
    def _(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the driver must never BEGIN for us
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(made.sync_engine, "begin")
    def _(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    return made
