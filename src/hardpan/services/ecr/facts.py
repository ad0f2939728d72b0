"""What we know of the container registry of a Region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hardpan.model import Fact

ENHANCED, BASIC, ON_PUSH = "ENHANCED", "BASIC", "SCAN_ON_PUSH"


@dataclass(frozen=True, kw_only=True)
class ScanningConfiguration(Fact):
    """How a registry's images are looked through for known flaws.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
    """

    kind: str  # BASIC or ENHANCED, which is Amazon Inspector's
    rules: tuple[dict[str, Any], ...]  # as the API has them

    @property
    def on_push(self) -> bool:
        """Every repository's images are scanned when they are pushed, if not all the time."""
        return self.kind == ENHANCED or any(_is_for_all(rule) for rule in self.rules)


def _is_for_all(rule: dict[str, Any]) -> bool:
    return rule["scanFrequency"] == ON_PUSH and any(one["filter"] == "*" for one in rule.get("repositoryFilters", []))
