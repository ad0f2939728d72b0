"""Data events of S3 in a trail's selectors: which buckets' objects are recorded, and the selectors that record more.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from .facts import Trail

Selector: TypeAlias = dict[str, Any]
OBJECTS = "AWS::S3::Object"
_NAME = "Hardpan: S3 objects"
_ARN = "resources.ARN"
_SERVICE_ALONE = 2  # colons in an ARN that says no more than the service


@dataclass(frozen=True)
class Recorded:
    """Buckets whose objects' reads and writes a selector records: those with these beginnings, or all but some."""

    beginnings: tuple[str, ...]  # of ARNs
    all_but: bool  # all others than these

    def covers(self, bucket: str) -> bool:
        """Whether all objects of the bucket with this ARN are among them."""
        if self.all_but:
            return not any(f"{bucket}/".startswith(one) or one.startswith(f"{bucket}/") for one in self.beginnings)
        return any(f"{bucket}/".startswith(one) for one in self.beginnings)

    def covers_all_but(self, buckets: Sequence[str]) -> bool:
        """Whether nothing is left out but objects of these buckets, by ARN."""
        own = tuple(f"{bucket}/" for bucket in buckets)
        if self.all_but:
            return all(one.startswith(own) for one in self.beginnings)
        return any(one.rstrip(":").endswith(":s3") for one in self.beginnings)


def recorded(trail: Trail) -> list[Recorded]:
    """What each of the trail's selectors records of S3 objects."""
    found = [_basic(one) for selector in trail.event_selectors for one in _resources(selector)]
    return [one for one in [*found, *map(_advanced, trail.advanced_event_selectors)] if one is not None]


def shortfall(trail: Trail, buckets: Sequence[str], logs: Sequence[str]) -> str | None:
    """What the trail does not record of these buckets, or of all but those of logs; ARNs. None: nothing."""
    seen = recorded(trail)
    if not buckets:
        whole = any(one.covers_all_but(logs) for one in seen)
        return None if whole else "does not record reads and writes of every bucket's objects"
    missing = [bucket.rpartition(":")[2] for bucket in buckets if not any(one.covers(bucket) for one in seen)]
    return f"does not record reads and writes of objects in {', '.join(missing)}" if missing else None


def selecting(selectors: dict[str, Any], buckets: Sequence[str], logs: Sequence[str]) -> dict[str, Any]:
    """Parameters of PutEventSelectors: those there are, as advanced ones, and one on S3 objects."""
    kept = [one for one in _as_advanced(selectors) if one.get("Name") != _NAME]
    if buckets:
        arns = {"StartsWith": [f"{bucket}/" for bucket in buckets]}
    else:
        arns = {"NotStartsWith": [f"{bucket}/" for bucket in logs]}
    return {"AdvancedEventSelectors": [*kept, _selector(_NAME, OBJECTS, {"Field": _ARN, **arns})]}


def _basic(resource: tuple[str, str, list[str]]) -> Recorded | None:
    read_write, kind, values = resource
    return Recorded(tuple(values), all_but=False) if kind == OBJECTS and read_write == "All" else None


def _resources(selector: Selector) -> Iterator[tuple[str, str, list[str]]]:
    """Which events, of which type, of which resources, of a basic selector."""
    for resource in selector.get("DataResources") or []:
        yield selector.get("ReadWriteType", "All"), resource["Type"], resource.get("Values") or []


def _advanced(selector: Selector) -> Recorded | None:
    """Any other field, as readOnly or eventName, narrows a selector."""
    fields = {one["Field"]: {test: said for test, said in one.items() if test != "Field"} for one in _fields(selector)}
    if fields.get("eventCategory") != {"Equals": ["Data"]} or OBJECTS not in _equals(fields.get("resources.type")):
        return None
    if fields.keys() - {"eventCategory", "resources.type", _ARN}:
        return None
    arns = {test: said for test, said in fields.get(_ARN, {}).items() if said}
    if arns.keys() <= {"NotStartsWith", "NotEquals"}:
        return Recorded(tuple(one for said in arns.values() for one in said), all_but=True)
    return Recorded(tuple(arns["StartsWith"]), all_but=False) if arns.keys() == {"StartsWith"} else None


def _fields(selector: Selector) -> list[Selector]:
    found: list[Selector] = selector["FieldSelectors"]
    return found


def _equals(field: Selector | None) -> list[str]:
    return (field or {}).get("Equals") or []


def _as_advanced(selectors: dict[str, Any]) -> list[Selector]:
    """A trail has basic or advanced selectors, never both: basic ones say the same in the advanced form."""
    if "AdvancedEventSelectors" in selectors:
        return list(selectors["AdvancedEventSelectors"])
    return [one for basic in selectors["EventSelectors"] for one in _advanced_of(basic)]


def _advanced_of(basic: Selector) -> Iterator[Selector]:
    only = _read_only(basic.get("ReadWriteType", "All"))
    if basic.get("IncludeManagementEvents", True):
        left_out = basic.get("ExcludeManagementEventSources") or []
        sources = [{"Field": "eventSource", "NotEquals": left_out}] if left_out else []
        category = {"Field": "eventCategory", "Equals": ["Management"]}
        yield {"Name": "Management events", "FieldSelectors": [category, *only, *sources]}
    for _, kind, values in _resources(basic):
        # `arn:aws:s3` stands for all buckets; objects are meant by how their ARNs begin, other things exactly.
        everything = any(value.rstrip(":").count(":") <= _SERVICE_ALONE for value in values)
        test = "StartsWith" if kind == OBJECTS else "Equals"
        yield _selector(kind, kind, *([] if everything else [{"Field": _ARN, test: values}]), *only)


def _read_only(read_write: str) -> list[Selector]:
    return [] if read_write == "All" else [{"Field": "readOnly", "Equals": [str(read_write == "ReadOnly").lower()]}]


def _selector(name: str, kind: str, *fields: Selector) -> Selector:
    category = {"Field": "eventCategory", "Equals": ["Data"]}
    return {"Name": name, "FieldSelectors": [category, {"Field": "resources.type", "Equals": [kind]}, *fields]}
