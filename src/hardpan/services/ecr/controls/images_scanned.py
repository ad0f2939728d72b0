"""Container images are scanned when they are pushed.

An image is made once and runs for months, with every flaw that its base had on that day. A scan tells on the day that
it is pushed, before it runs anywhere.

Check by hand:
    aws ecr get-registry-scanning-configuration --region REGION

Fix by hand:
    aws ecr put-registry-scanning-configuration --region REGION --scan-type BASIC --rules '[{"scanFrequency":"SCAN_ON_PUSH","repositoryFilters":[{"filter":"*","filterType":"WILDCARD"}]}]'

Cost:
    Basic scanning is free. Enhanced scanning is Amazon Inspector's, priced by image, and passes whatever its filters.

Edge cases:
    It is a setting of the registry, which every account has in every Region, with or without repositories. Images that
    were pushed before are not scanned by it, and what is found has to be looked at: aws ecr
    describe-image-scan-findings. Rules for some repositories give way to the one for all.

Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-basic-enabling.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import EVERYTHING, SCANNING
from ..facts import ENHANCED, ScanningConfiguration

_SOME = {**EVERYTHING, "repositoryFilters": [{"filter": "prod-*", "filterType": "WILDCARD"}]}


@control(
    section="infrastructure-protection",
    severity=Severity.MEDIUM,
    profile="team",
    catalogue="infra.ecr.scan",
    passes=[
        SCANNING,
        replace(SCANNING, kind=ENHANCED, rules=()),
        replace(SCANNING, rules=(_SOME, EVERYTHING)),
    ],
    fails=[
        replace(SCANNING, rules=()),
        replace(SCANNING, rules=(_SOME,)),
        replace(SCANNING, rules=({**EVERYTHING, "scanFrequency": "MANUAL"},)),
    ],
)
def images_scanned(registry: ScanningConfiguration) -> Verdict:
    if registry.kind == ENHANCED:
        return Pass("Amazon Inspector scans images")
    if registry.on_push:
        return Pass("every image is scanned when it is pushed")
    return Fail("only some images are scanned when they are pushed" if registry.rules else "no image is scanned")
