"""Golden files: what people read, as plain text. `GOLDEN=write` writes them anew."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def matches(name: str, found: str) -> None:
    """Assert that this is what the file says."""
    file = FOLDER / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(found + "\n")
    assert found + "\n" == file.read_text()


def names() -> set[str]:
    """The names of all files."""
    return {file.stem for file in FOLDER.glob("*.txt")}
