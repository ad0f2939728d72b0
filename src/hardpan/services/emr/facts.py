"""What we know of EMR in a Region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hardpan.model import Fact

SSH = (22, 22)


@dataclass(frozen=True, kw_only=True)
class BlockPublicAccess(Fact):
    """Whether clusters may start in security groups open to the internet, and on which ports all the same.

    https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-block-public-access.html
    """

    enabled: bool
    permitted: tuple[tuple[int, int], ...]  # ranges of ports, both ends included

    def parameters(self) -> dict[str, Any]:
        """As the API's BlockPublicAccessConfiguration."""
        return {
            "BlockPublicSecurityGroupRules": self.enabled,
            "PermittedPublicSecurityGroupRuleRanges": [
                {"MinRange": first, "MaxRange": last} for first, last in self.permitted
            ],
        }
