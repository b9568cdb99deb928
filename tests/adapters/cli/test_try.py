"""`tablemates try`: the playground opens with a circle that only waits for whoever plays."""

import shutil
import signal
import socket
import sqlite3
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.cli import try_
from adapters.cli.exits import Stop
from bot.sections import Storage
from tests.adapters.cli.process import eventually, started, tablemates


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A playground that was opened once, on a free port, and closed with Ctrl-C."""
    folder = tmp_path_factory.mktemp("kept")
    with started("try", "--port", "0", folder=folder) as process:
        page = urllib.request.urlopen(address(folder)).read().decode()  # noqa: S310  # loopback
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0, (folder / "err").read_text()
    (folder / "page").write_text(page)
    return folder


@pytest.fixture
def folder(kept: Path, tmp_path: Path) -> Path:
    """A copy of it, to play on with."""
    shutil.copytree(kept / ".playground", tmp_path / ".playground")
    return tmp_path


def address(folder: Path) -> str:
    """Where the page is, once it says so."""

    def told() -> str:
        out = (folder / "out").read_text()
        return next((word for word in out.split() if word.startswith("http://127.0.0.1:")), "")

    return eventually(told)


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    """What lies in the database."""
    with closing(sqlite3.connect(folder / ".playground" / "tablemates.db")) as database:
        return database.execute(query).fetchall()


def test_it_says_what_it_is_and_stops_cleanly(kept: Path) -> None:
    """The address, what to do there, where it is kept; Ctrl-C is no error and leaves no noise."""
    out = (kept / "out").read_text()

    assert "The playground is open: http://127.0.0.1:" in out
    assert "no account, no network" in out
    assert "Stopped. The playground is kept." in out
    assert (kept / "err").read_text() == ""
    assert [each.name for each in kept.glob(".*")] == [".playground"]


def test_a_circle_is_ready(kept: Path) -> None:
    """Ines made it and everybody but Hana has joined, by the requests that anybody could make."""
    assert rows(kept, "SELECT name FROM circle") == [("Harbour Makers lunch",)]
    joined = rows(
        kept,
        "SELECT account.ref FROM enrolment JOIN account ON account.member_id = enrolment.member_id",
    )
    assert len(joined) == 11
    assert ("hana",) not in joined
    assert ("ines",) in joined
    page = (kept / "page").read_text()
    assert "Harbour Makers lunch" in page
    assert "Hana" in page


def test_it_is_there_again(folder: Path) -> None:
    """The next start goes on where the last one ended; no second circle is made."""
    with started("try", "--port", "0", folder=folder) as process:
        urllib.request.urlopen(address(folder)).read()  # noqa: S310  # loopback
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 0, (folder / "err").read_text()

    assert rows(folder, "SELECT count(*) FROM circle") == [(1,)]


def test_fresh_begins_anew(folder: Path) -> None:
    """--fresh forgets what was played, and takes as many people as were asked for."""
    line = ("try", "--port", "0", "--fresh", "--people", "5")
    with started(*line, folder=folder) as process:
        urllib.request.urlopen(address(folder)).read()  # noqa: S310  # loopback
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0, (folder / "err").read_text()

    assert rows(folder, "SELECT count(*) FROM enrolment") == [(4,)]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else has."""
    with socket.socket() as taker:
        taker.bind(("127.0.0.1", 0))
        taker.listen()
        yield taker.getsockname()[1]


def test_a_port_that_is_taken(tmp_path: Path, taken: int) -> None:
    """The port that was asked for is had or not: one line with the remedy, code 69."""
    ended = tablemates("try", "--port", str(taken), folder=tmp_path)

    assert ended.code == 69
    assert ended.lines == [
        f"port {taken} is taken; name another with --port, or none to take the next that is free"
    ]


def test_the_usual_port_that_is_taken(
    taken: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever asked for no port gets the next that is free, and is told."""
    monkeypatch.setattr(try_, "PORT", taken)
    found = try_.free_port(None)

    assert taken < found < taken + try_.TRIES
    said = f"Port {taken} is taken, so the playground is at {found}.\n"
    assert capsys.readouterr().out == said

    monkeypatch.setattr(try_, "TRIES", 1)
    with pytest.raises(Stop) as stop:
        try_.free_port(None)
    assert stop.value.code == 69


def test_one_playground_a_folder(folder: Path) -> None:
    """A second one in the same folder would play in the same game: code 75."""
    with started("try", "--port", "0", folder=folder) as process:
        address(folder)
        ended = tablemates("try", "--port", "0", folder=folder)
        process.send_signal(signal.SIGINT)
        process.wait()

    assert ended.code == 75
    assert "already running" in ended.lines[0]


def test_a_folder_where_nothing_can_be_kept(tmp_path: Path) -> None:
    """A file in the place of the folder is named: code 74."""
    (tmp_path / ".playground").write_text("")
    ended = tablemates("try", folder=tmp_path)

    assert ended.code == 74
    assert ended.lines == [".playground can't be made here (File exists)"]


async def test_the_clock_is_wound_and_all_begins_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Winding on stops at every round that is due; starting over leaves one new circle."""
    monkeypatch.chdir(tmp_path)
    try_.FOLDER.mkdir()
    game = try_.Game(Storage(url="sqlite+aiosqlite:///.playground/tablemates.db"), 12, 0)
    await game.start()
    try:
        await game.begin()
        (first, _), *_ = await game.ahead()
        end = first + timedelta(days=15)
        await game.wind(end)
        seated = "SELECT count(*) FROM seat GROUP BY round_id"
        assert rows(tmp_path, seated) == [(11,)] * 3
        waits = "SELECT not_before FROM delivery WHERE state = 'pending' ORDER BY 1 LIMIT 1"
        assert str(rows(tmp_path, waits)[0][0]) > f"{end:%Y-%m-%d %H:%M:%S}", (
            "all that is due is sent"
        )

        await game.start_over()
        assert rows(tmp_path, "SELECT count(*) FROM circle") == [(1,)]
        assert rows(tmp_path, "SELECT count(*) FROM seat") == [(0,)]
    finally:
        await game.end()
