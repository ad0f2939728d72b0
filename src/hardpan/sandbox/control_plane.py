"""The sandbox's own interface, below `/_hardpan/`: reset, faults, what was asked, and what only a person can do.

GET    health
POST   reset           {"scenario": "factory-new", "regions": ["af-south-1"]}   opt-in Regions to enable besides
POST   faults          {"kind": "deny", "actions": ["ec2:*"], "except": ["ec2:DescribeRegions"]}
DELETE faults
PUT    pace            {"account": 0.1}   how long Organizations takes, in seconds; see organization.pace.Pace
GET    requests        what was asked of the emulated AWS, oldest first
DELETE requests
POST   human/<act>     {"kind": "passkey"}
"""

from __future__ import annotations

import ipaddress
import json
import os
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from . import organization, people
from .gate import Gate
from .organization.pace import changed
from .overlay import OverlayApp, Start

PREFIX = "/_hardpan/"


class ControlPlane:
    """Answers `/_hardpan/` and hands everything else to the emulated AWS."""

    def __init__(self, aws: OverlayApp, build: Callable[[str, tuple[str, ...]], None]) -> None:
        self._aws, self._build = aws, build
        self._gate = Gate()
        self.scenario = ""

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if not _is_for_this_machine(environ):
            return _json(start, 403, {"error": f"{environ.get('HTTP_HOST')!r} is not this machine"})
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX):
            with self._gate.one_of_many():
                return self._aws(environ, start)
        if "HTTP_ORIGIN" in environ:
            return _json(start, 403, {"error": "pages in a browser have no business here"})
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        try:
            given = json.loads(body) if body else {}
            status, answer = self._serve(environ["REQUEST_METHOD"], path.removeprefix(PREFIX), given)
        except (TypeError, ValueError, LookupError) as error:
            status, answer = 400, {"error": f"{type(error).__name__}: {error}"}
        return _json(start, status, answer)

    def reset(self, scenario: str, regions: tuple[str, ...] = ()) -> None:
        """Begin anew; requests under way end first, and later ones wait until it is done."""
        with self._gate.alone():
            self._build(scenario, regions)
            self.scenario = scenario

    def _serve(self, method: str, path: str, given: dict[str, Any]) -> tuple[int, Any]:
        match method, path:
            case "GET", "health":
                return 200, {"pid": os.getpid(), "scenario": self.scenario, "requests": len(self._aws.recorded)}
            case "POST", "reset":
                self.reset(given.get("scenario", self.scenario), tuple(given.get("regions", ())))
                return 200, {"scenario": self.scenario}
            case "POST", "faults":
                self._aws.faults.add(given)
                return 200, {}
            case "DELETE", "faults":
                self._aws.faults.clear()
                return 200, {}
            case "PUT", "pace":
                there = organization.directory()
                there.pace = changed(there.pace, given)
                return 200, {}
            case "GET", "requests":
                return 200, list(self._aws.recorded)
            case "DELETE", "requests":
                self._aws.recorded.clear()
                return 200, {}
            case "POST", act if act.startswith("human/"):
                people.act(act.removeprefix("human/"), given)
                return 200, {}
        return 404, {"error": f"nothing answers {method} {PREFIX}{path}"}


def _is_for_this_machine(environ: dict[str, Any]) -> bool:
    """Whether the request came to this machine under a name that is this machine's or AWS's.

    A page in a browser here reaches loopback too, under a name of its own (DNS rebinding): it must not get in.
    """
    host = urlsplit(f"//{environ.get('HTTP_HOST', '')}").hostname or ""
    return (
        _is_address(host)
        or _is_address(host.partition(".")[2])  # S3 Control writes the account in front, virtual-hosted S3 the bucket
        or host == "localhost"
        or host.endswith((".localhost", ".amazonaws.com", ".amazonaws.com.cn", ".api.aws"))
    )


def _is_address(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _json(start: Start, status: int, answer: Any) -> Iterable[bytes]:
    body = json.dumps(answer).encode()
    start(f"{status} -", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
