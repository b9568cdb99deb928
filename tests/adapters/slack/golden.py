"""Golden files: what Slack gets, to be read and compared. `GOLDEN=write` writes them anew."""

import json
import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def matches(name: str, found: object) -> None:
    """Assert that this is what the file says."""
    file = FOLDER / f"{name}.json"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    assert found == json.loads(file.read_text())
