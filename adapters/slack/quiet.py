"""The logger that Slack's libraries get: where something failed, and never what was in it.

They print whole requests, what members wrote and tickets included: some at DEBUG, some in a
warning, some in an exception's text. Here remain the place and the kind of an error.
"""

import logging
from pathlib import Path


class _Wordless(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.exc_info[0] if isinstance(record.exc_info, tuple) else None
        place = "/".join(Path(record.pathname).parts[-3:])
        record.msg = f"{place}, {record.funcName}: {kind.__name__ if kind else 'error'}"
        record.args, record.exc_info, record.exc_text = (), None, None
        return True


library_log = logging.getLogger(f"{__name__}.library")
library_log.setLevel(logging.ERROR)  # the libraries copy level and filters to loggers of their own
library_log.addFilter(_Wordless())
