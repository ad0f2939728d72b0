"""The process behind `hardpan sandbox start`: scenario, port, and the file that tells where it serves."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from .detach import write_state
from .server import Sandbox


def main(scenario: str, port: str, state: str) -> None:
    sandbox = Sandbox(scenario, int(port))
    write_state(Path(state), sandbox.port, scenario)
    # The interpreter's own way out of serve_forever, so that the socket is closed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    sandbox.serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
