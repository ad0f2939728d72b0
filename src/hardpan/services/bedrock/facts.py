"""What we know of Bedrock in a Region."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact


@dataclass(frozen=True, kw_only=True)
class InvocationLogging(Fact):
    """Where the record of what models were asked goes, in a Region where some were asked of late.

    https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html
    """

    bucket: str | None
    log_group: str | None
