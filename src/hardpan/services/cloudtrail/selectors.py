"""Event selectors that record every management event, made from those a trail has.

PutEventSelectors replaces all selectors, so those for data events are carried over as they are.
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
"""

from __future__ import annotations

from typing import Any

from .facts import Trail

_ALL = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": True,
    "DataResources": [],
    "ExcludeManagementEventSources": [],
}
ALL_SELECTORS = {"EventSelectors": [_ALL]}  # of a new trail, as AWS makes it
_ALL_ADVANCED = {
    "Name": "All management events",
    "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}],
}


def present(trail: Trail) -> dict[str, Any]:
    """The trail's selectors as parameters of PutEventSelectors."""
    if trail.advanced_event_selectors:
        return {"AdvancedEventSelectors": list(trail.advanced_event_selectors)}
    return {"EventSelectors": list(trail.event_selectors)}


def completed(trail: Trail) -> dict[str, Any]:
    """The same with every management event; the management selectors it has are part of that one."""
    if trail.advanced_event_selectors:
        others = [selector for selector in trail.advanced_event_selectors if not _of_management(selector)]
        return {"AdvancedEventSelectors": [_ALL_ADVANCED, *others]}
    data = [
        {**selector, "IncludeManagementEvents": False, "ExcludeManagementEventSources": []}
        for selector in trail.event_selectors
        if selector.get("DataResources")
    ]
    return {"EventSelectors": [_ALL, *data]}


def _of_management(selector: dict[str, Any]) -> bool:
    return any(
        field["Field"] == "eventCategory" and field.get("Equals") == ["Management"]
        for field in selector["FieldSelectors"]
    )
