"""Which standards the baseline wants, by the end of their ARNs.

https://docs.aws.amazon.com/securityhub/latest/userguide/standards-reference.html
"""

from __future__ import annotations

from hardpan.model import Place, ProfileLevel

FOUNDATIONAL = "aws-foundational-security-best-practices/v/1.0.0"
CIS = "cis-aws-foundations-benchmark/v/5.0.0"
POLICY = "hardpan"  # the name of Hardpan's configuration policy


def standards(profile: ProfileLevel) -> tuple[str, ...]:
    """The standards of a profile."""
    return (FOUNDATIONAL, CIS) if profile == "enterprise" else (FOUNDATIONAL,)


def arn(standard: str, place: Place) -> str:
    """A standard's ARN in a Region."""
    return f"arn:{place.partition}:securityhub:{place.endpoint_region}::standards/{standard}"


def standard(arn: str) -> str:
    """The standard that an ARN names."""
    return arn.partition("/")[2]
