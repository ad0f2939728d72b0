"""A client of the sandbox's own interface. Needs nothing but the standard library, and the sandbox's address."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

_BUILDING_TAKES = 120  # seconds a reset may last


class Refused(Exception):
    """The sandbox did not do what was asked, and says why."""


class Control:
    """The control plane of one running sandbox."""

    def __init__(self, url: str) -> None:
        self._address = urlsplit(url)

    def health(self) -> dict[str, Any]:
        """Which scenario is there, and how many requests have been answered."""
        answer: dict[str, Any] = self._ask("GET", "health")
        return answer

    def reset(self, scenario: str, regions: tuple[str, ...] = ()) -> None:
        """Begin anew with a scenario, and further opt-in Regions enabled."""
        self._ask("POST", "reset", {"scenario": scenario, "regions": list(regions)})

    def fault(self, kind: str, *actions: str, **more: Any) -> None:
        """Misbehave from now on: `fault("deny", "ec2:*", spare=["ec2:DescribeRegions"])`; see `faults.Fault`."""
        self._ask("POST", "faults", {"kind": kind, "actions": list(actions or ("*",)), **more})

    def behave(self) -> None:
        """Switch all misbehaviour off."""
        self._ask("DELETE", "faults")

    def pace(self, **seconds: float) -> None:
        """How long Organizations takes for what it does in the background; see `organization.pace.Pace`."""
        self._ask("PUT", "pace", seconds)

    def requests(self) -> list[dict[str, Any]]:
        """What was asked of the emulated AWS, oldest first."""
        answer: list[dict[str, Any]] = self._ask("GET", "requests")
        return answer

    def forget_requests(self) -> None:
        """Begin the record anew."""
        self._ask("DELETE", "requests")

    def human(self, act: str, **parameters: Any) -> None:
        """Do what only a person can: `human("enrol-root-mfa", kind="passkey")`; see `people.People`."""
        self._ask("POST", f"human/{act}", parameters)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        connection = http.client.HTTPConnection(
            self._address.hostname or "", self._address.port, timeout=_BUILDING_TAKES
        )
        try:
            connection.request(method, f"/_hardpan/{path}", json.dumps(body) if body is not None else None)
            answer = connection.getresponse()
            said = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status != 200:
            raise Refused(said.get("error", answer.reason))
        return said
