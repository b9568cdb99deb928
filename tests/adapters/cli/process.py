"""The real `tablemates`, started as an operator starts it."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

TABLEMATES = Path(sys.executable).with_name("tablemates")
OF_THIS_TREE = {
    "PYTHONPATH": str(Path(__file__).parents[3])
}  # not what is installed, if that differs
Found = TypeVar("Found")
_PATIENCE = 60  # seconds, on a machine that has much else to do


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """What it said on stderr, without the name in front."""
        return [line.removeprefix("tablemates: ") for line in self.err.splitlines()]


def tablemates(
    *arguments: str | Path, folder: Path, environ: Mapping[str, str] | None = None
) -> Ended:
    """Run it to its end, with nothing of ours in its environment and nobody at the keyboard."""
    done = subprocess.run(  # noqa: S603  # our own command
        [TABLEMATES, *arguments],
        cwd=folder,
        env={**OF_THIS_TREE, **(environ or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ended(done.returncode, done.stdout, done.stderr)


@contextmanager
def started(*arguments: str | Path, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Let it run; what it says on stdout and stderr goes to the files `out` and `err`."""
    with (folder / "out").open("w") as out, (folder / "err").open("w") as err:
        process = subprocess.Popen(  # noqa: S603  # our own command
            [TABLEMATES, *arguments],
            cwd=folder,
            env=OF_THIS_TREE,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            text=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def eventually(look: Callable[[], Found]) -> Found:
    """Look again and again until there is something to see."""
    until = time.monotonic() + _PATIENCE
    while not (found := look()):
        assert time.monotonic() < until, "it never came"
        time.sleep(0.02)
    return found
