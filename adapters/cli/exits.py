"""With what code `tablemates` ends, and the one exception that ends it for an operator's reason."""

import sys

from adapters.cli.redaction import redact

OK = 0
FAILED = 1  # a check that failed
USAGE = 64
UNAVAILABLE = 69  # a port or a platform that is not to be had
BUG = 70
STORAGE = 74
RUNNING = 75
CONFIG = 78  # the config, or a schema that is newer than this version


class Stop(Exception):
    """It can't go on, and the operator reads why: each line says what is wrong and what to do."""

    def __init__(self, code: int, *lines: str) -> None:
        super().__init__(*lines)
        self.code = code
        self.lines = lines


def tell(line: str) -> None:
    """One line for the operator, on stderr, without any token."""
    print(f"tablemates: {redact(line)}", file=sys.stderr)  # noqa: T201  # a command line speaks
