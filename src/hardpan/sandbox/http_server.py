"""HTTP/1.1 on loopback, a thread a connection, connections kept open.

werkzeug's own handler closes after each answer and waits 10 ms for more of the request first; the emulated AWS reads
every request to its end, so neither is needed.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from hardpan.model import Problem

from .faults import Dropped
from .moto_adapter import WsgiApp

_log = logging.getLogger(__name__)
LOOPBACK = "127.0.0.1"
_WAITING = 1024  # connections not yet taken up: all of AWS is at one address here, and hundreds may come at once


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body leave in one packet

    def run_wsgi(self) -> None:
        if self.headers.get("Expect", "").strip().lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        got: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _: Any = None, /) -> Callable[[bytes], object]:
            got["status"], got["headers"] = status.split(None, 1), headers
            return self.wfile.write

        try:
            body = b"".join(self.server.app(self.make_environ(), start))
        except Dropped:
            self.close_connection = True
            return
        except Exception:  # noqa: BLE001  a defect of the sandbox must not look like a network that fails
            _log.exception("%s %s", self.command, self.path)
            got = {"status": ("500", "Error"), "headers": [("Content-Length", "0")]}
            body = b""
        self.send_response(int(got["status"][0]), got["status"][1])
        for name, value in got["headers"]:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def handle_expect_100(self) -> bool:
        return True  # said in run_wsgi

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: what was asked is kept by the application."""


def listen(app: WsgiApp, port: int) -> BaseWSGIServer:
    """A server bound to a loopback port, 0 for any that is free; not serving yet. Raises Problem where it is taken."""
    with bind(port) as bound:  # the server has its own copy
        server = make_server(LOOPBACK, port, app, threaded=True, request_handler=_Handler, fd=bound.fileno())
    server.socket.listen(_WAITING)
    return server


def bind(port: int) -> socket.socket:
    """A socket bound to a loopback port. Raises Problem where that cannot be."""
    try:
        return socket.create_server((LOOPBACK, port))
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise Problem(f"cannot listen on {LOOPBACK}:{port}: {reason}", next="hardpan sandbox start --port 0") from error
