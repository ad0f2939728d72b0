"""What a profile sets where `hardpan.yaml` says nothing: the data in `profiles/`."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from hardpan.config import document
from hardpan.config.regions import REGIONS, partition_of
from hardpan.model import GLOBAL_REGION, PROFILES


def of_profile(profile: str) -> dict[str, Any]:
    """The values a profile sets, as text."""
    packaged = files("hardpan.config").joinpath("profiles", f"{profile}.yaml")
    return document.read(packaged.read_text(encoding="utf-8")).values


def completed(said: dict[str, Any]) -> dict[str, Any]:
    """What a file says, over what its profile sets. An unknown profile sets nothing: it is an error of its own."""
    profile = said.get("profile", "personal")
    return _over(said, {**(of_profile(profile) if profile in PROFILES else {}), **_place(said)})


def _place(said: dict[str, Any]) -> dict[str, Any]:
    """Partition and home Region follow from each other."""
    region, partition = said.get("home_region"), said.get("partition")
    if isinstance(region, str) and partition is None:
        return {"partition": partition_of(region)}
    if isinstance(partition, str) and partition in REGIONS and region is None:
        return {"home_region": GLOBAL_REGION[partition]}
    return {}


def _over(said: dict[str, Any], default: dict[str, Any]) -> dict[str, Any]:
    whole = {**default, **said}
    for key, value in default.items():
        if isinstance(value, dict) and (said.get(key) == "" or key not in said):
            whole[key] = value
        elif isinstance(value, dict) and isinstance(said[key], dict):
            whole[key] = _over(said[key], value)
    return whole
