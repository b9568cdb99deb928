"""Payloads kept as files: a change of what people see is a change of a file.

Run with TABLEMATES_GOLDEN=write to write them anew, and read the difference.
"""

import json
import os
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "golden"


def golden(name: str, payload: Any) -> None:
    """Compare with the file of this name."""
    path = _FOLDER / f"{name}.json"
    text = json.dumps(payload, indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("TABLEMATES_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
