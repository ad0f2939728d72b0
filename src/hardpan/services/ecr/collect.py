"""What to ask ECR, and what the answers mean."""

from __future__ import annotations

from hardpan.model import Place, Read, Reading, collector

from .facts import BASIC, ScanningConfiguration


@collector(ScanningConfiguration, per="region", reads=["ecr:GetRegistryScanningConfiguration"])
def scanning_configuration(here: Place) -> Reading[ScanningConfiguration]:
    """The Region's registry, which every account has."""
    told = (yield Read("ecr", "GetRegistryScanningConfiguration")).get("scanningConfiguration") or {}
    return [ScanningConfiguration(place=here, kind=told.get("scanType", BASIC), rules=tuple(told.get("rules") or ()))]
