"""What is published, for agents that ask by the Model Context Protocol.

In: a home, and a question. Out: rows of the current release as plain data, read through a
connection that nothing can be written, loaded or fetched by.
"""

from __future__ import annotations

import signal
from importlib.util import find_spec

from leadmart.errors import REFUSED, LeadmartError
from leadmart.home import Home


def serve(home: Home) -> None:
    """Answers on standard input and output until the other side closes them.

    Raises LeadmartError where the protocol's package is not installed.
    """
    if find_spec("mcp") is None:
        raise LeadmartError(
            "mcp is not installed",
            mend="pip install --require-hashes -r requirements.txt -r requirements-mcp.txt",
            code=REFUSED,
        )
    from leadmart.agents.server import server

    # It holds and writes nothing: a signal may end it at once, though it waits for a line.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    server(home).run("stdio")
