"""EventBridge rules: the quotas the emulator does not count.

Patterns, targets and deletion are the emulator's own.
API reference: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html, API_PutTargets.
Quotas: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
"""

from __future__ import annotations

from ..registry import AwsError, Call, guard
from .emulator import backend

LONGEST_PATTERN = 2048
TARGETS_PER_RULE = 5


@guard("events", "PutRule")
def refuse_a_long_pattern(call: Call) -> None:
    if len(call.parameters.get("EventPattern") or "") > LONGEST_PATTERN:
        raise AwsError(
            "InvalidEventPatternException",
            f"Event pattern is not valid. Reason: it is longer than {LONGEST_PATTERN} characters",
        )


@guard("events", "PutTargets")
def refuse_many_targets(call: Call) -> None:
    bus_name = (call.parameters.get("EventBusName") or "default").rpartition("/")[2]
    bus = backend(call).event_buses.get(bus_name)
    rule = bus.rules.get(call.parameters["Rule"]) if bus else None
    if rule is None:
        return  # the emulator says ResourceNotFoundException
    targets = {target["Id"] for target in [*rule.targets, *call.parameters["Targets"]]}
    if len(targets) > TARGETS_PER_RULE:
        raise AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.")
