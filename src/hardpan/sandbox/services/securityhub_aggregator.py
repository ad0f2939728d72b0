"""Security Hub CSPM's finding aggregator: the home Region that the findings of other Regions come to.

API reference: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_CreateFindingAggregator.html,
API_GetFindingAggregator, API_ListFindingAggregators, API_UpdateFindingAggregator, API_DeleteFindingAggregator.
It is changed in its home Region, by an account that stands alone or administers others.
"""

from __future__ import annotations

import uuid
from typing import Any

from .. import regions
from ..registry import Answer, AwsError, Call, overlay
from .regional_administration import SECURITY_HUB
from .securityhub import need_hub
from .securityhub_central import Aggregator, aggregator_of, central, kept_everywhere

_WITH_REGIONS = ("ALL_REGIONS_EXCEPT_SPECIFIED", "SPECIFIED_REGIONS")
_MODES = ("ALL_REGIONS", "NO_REGIONS", *_WITH_REGIONS)


@overlay("securityhub", "CreateFindingAggregator")
def create(call: Call) -> Answer:
    need_hub(call)
    _refuse_a_member(call)
    if aggregator_of(call):
        raise AwsError("LimitExceededException", f"Account {call.account} already has a finding aggregator")
    arn = call.arn(f"finding-aggregator/{uuid.uuid4()}")
    made = Aggregator(arn, call.region, *_asked(call, call.region))
    kept_everywhere(call)["aggregator"] = made
    return _describe(made)


@overlay("securityhub", "GetFindingAggregator")
def get(call: Call) -> Answer:
    need_hub(call)
    return _describe(_find(call))


@overlay("securityhub", "ListFindingAggregators")
def list_all(call: Call) -> Answer:
    need_hub(call)
    found = aggregator_of(call)
    return {"FindingAggregators": [{"FindingAggregatorArn": found.arn}] if found else []}


@overlay("securityhub", "UpdateFindingAggregator")
def update(call: Call) -> Answer:
    need_hub(call)
    found = _find_at_home(call)
    found.mode, found.regions = _asked(call, found.home)
    return _describe(found)


@overlay("securityhub", "DeleteFindingAggregator")
def delete(call: Call) -> Answer:
    need_hub(call)
    _find_at_home(call)
    if SECURITY_HUB.by(call) and central(call):
        raise AwsError("InvalidInputException", "The home Region cannot change while central configuration is on")
    del kept_everywhere(call)["aggregator"]
    return {}


def _find(call: Call) -> Aggregator:
    found = aggregator_of(call)
    if found is None or found.arn != call.parameters["FindingAggregatorArn"]:
        raise AwsError("ResourceNotFoundException", "The finding aggregator does not exist")
    return found


def _find_at_home(call: Call) -> Aggregator:
    found = _find(call)
    if found.home != call.region:
        raise AwsError("InvalidInputException", f"The home Region of the finding aggregator is {found.home}")
    return found


def _refuse_a_member(call: Call) -> None:
    if SECURITY_HUB.over(call):
        raise AwsError("AccessDeniedException", f"Account {call.account} is a member and has an administrator for this")


def _asked(call: Call, home: str) -> tuple[str, list[str]]:
    """Mode and Regions, as far as they make sense together."""
    mode: str = call.parameters["RegionLinkingMode"]
    named: list[Any] = call.parameters.get("Regions") or []
    if mode not in _MODES or bool(named) != (mode in _WITH_REGIONS):
        raise AwsError("InvalidInputException", f"RegionLinkingMode {mode} and Regions {named} do not go together")
    if unknown := [region for region in named if region not in regions.all_regions() or region == home]:
        raise AwsError("InvalidInputException", f"{unknown[0]} cannot be linked")
    return mode, named


def _describe(found: Aggregator) -> Answer:
    told: Answer = {
        "FindingAggregatorArn": found.arn,
        "FindingAggregationRegion": found.home,
        "RegionLinkingMode": found.mode,
    }
    return {**told, "Regions": found.regions} if found.regions else told
