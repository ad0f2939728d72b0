"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place

from .facts import BASIC, ON_PUSH, ScanningConfiguration

EVERYTHING = {"scanFrequency": ON_PUSH, "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}]}
SCANNING = ScanningConfiguration(place=Place("111122223333", "eu-west-1"), kind=BASIC, rules=(EVERYTHING,))
