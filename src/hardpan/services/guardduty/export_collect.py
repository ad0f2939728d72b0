"""What to ask of where findings go, and what the answers mean."""

from __future__ import annotations

from typing import Any

from hardpan.model import Place, Read, Reading, collector, lift

from .export import KEY_ALIAS
from .export_facts import Destination, Export, ExportKey

_READS = ["guardduty:ListDetectors", "guardduty:ListPublishingDestinations"]


@collector(Export, per="region", reads=_READS)
def exports(here: Place) -> Reading[Export]:
    """The destinations of the Region's detector, if it has one."""
    ids = sorted((yield Read("guardduty", "ListDetectors"))["DetectorIds"])
    answers = yield [Read("guardduty", "ListPublishingDestinations", DetectorId=found) for found in ids]
    return [
        Export(place=here, detector=found, destinations=lift(_destinations, answer["Destinations"]))
        for found, answer in zip(ids, answers, strict=True)
    ]


@collector(
    ExportKey,
    per="region",
    reads=[*_READS, "guardduty:DescribePublishingDestination", "kms:ListAliases"],
)
def export_keys(here: Place) -> Reading[ExportKey]:
    """The key that findings of this Region have already, if it is here; else the one of the alias for them."""
    for detector in (yield Read("guardduty", "ListDetectors"))["DetectorIds"]:
        listed = (yield Read("guardduty", "ListPublishingDestinations", DetectorId=detector))["Destinations"]
        for one in listed:
            named = {"DetectorId": detector, "DestinationId": one["DestinationId"]}
            told = yield Read("guardduty", "DescribePublishingDestination", **named)
            arn = told["DestinationProperties"].get("KmsKeyArn", "")
            return [ExportKey(place=here, arn=arn)] if f":{here.region}:{here.account}:" in arn else []
    aliases = (yield Read("kms", "ListAliases"))["Aliases"]
    return [
        ExportKey(place=here, arn=here.arn("kms", f"key/{alias['TargetKeyId']}"))
        for alias in aliases
        if alias["AliasName"] == KEY_ALIAS
    ]


def _destinations(listed: list[dict[str, Any]]) -> tuple[Destination, ...]:
    found = [Destination(one["DestinationId"], one["DestinationType"], one["Status"]) for one in listed]
    return tuple(sorted(found, key=lambda one: one.id))
