"""Golden files: what people read, as plain text. `GOLDEN=write` writes them anew."""

import os
import re
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"
SEAL = re.compile("[0-9a-f]{64}")
"""A SHA-256, another one in each run."""


def matches(name: str, found: str) -> None:
    """Assert that this is what the file says."""
    file, found = FOLDER / f"{name}.txt", SEAL.sub("(a SHA-256)", found)
    if os.environ.get("GOLDEN") == "write":
        file.write_text(found + "\n")
    assert found + "\n" == file.read_text()


def names() -> set[str]:
    """The names of all files."""
    return {file.stem for file in FOLDER.glob("*.txt")}
