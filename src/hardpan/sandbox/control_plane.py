"""The sandbox's own interface, below `/_hardpan/`: reset, faults, what was asked, and what only a person can do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from . import people
from .overlay import OverlayApp, Start

_LOCAL = ("127.0.0.1", "localhost", "[::1]")


class ControlPlane:
    """Answers `/_hardpan/` and hands everything else to the emulated AWS."""

    def __init__(self, aws: OverlayApp, build: Callable[[str, tuple[str, ...]], None]) -> None:
        self._aws, self._build = aws, build
        self.scenario = ""

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "")
        name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
        # A page in a browser on this machine must not reach the sandbox under a name of its own (DNS rebinding).
        if name.rpartition(".")[2] != "1" and not name.endswith(_LOCAL) and not name.endswith(".amazonaws.com"):
            return _json(start, 403, {"error": f"host {name!r} is not this machine"})
        path = environ.get("PATH_INFO", "")
        if not path.startswith("/_hardpan/"):
            return self._aws(environ, start)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        try:
            given = json.loads(body) if body else {}
            status, answer = self._serve(environ["REQUEST_METHOD"], path.removeprefix("/_hardpan/"), given)
        except (TypeError, ValueError, KeyError, LookupError) as error:
            status, answer = 400, {"error": f"{type(error).__name__}: {error}"}
        return _json(start, status, answer)

    def _serve(self, method: str, path: str, given: dict[str, Any]) -> tuple[int, Any]:
        match method, path:
            case "GET", "health":
                return 200, {"scenario": self.scenario, "requests": len(self._aws.recorded)}
            case "POST", "reset":
                self.scenario = given["scenario"]
                self._build(self.scenario, tuple(given.get("regions", ())))
                return 200, {"scenario": self.scenario}
            case "POST", "faults":
                self._aws.faults.add(**given)
                return 200, {}
            case "DELETE", "faults":
                self._aws.faults.clear()
                return 200, {}
            case "GET", "requests":
                return 200, list(self._aws.recorded)
            case "DELETE", "requests":
                self._aws.recorded.clear()
                return 200, {}
            case "POST", act if act.startswith("human/"):
                return 200, people.do(self._aws, act.removeprefix("human/"), given)
        return 404, {"error": f"nothing answers {method} /_hardpan/{path}"}


def _json(start: Start, status: int, answer: Any) -> Iterable[bytes]:
    body = json.dumps(answer).encode()
    start(f"{status} -", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
