"""Regions and partitions in which AWS does not have a service: nobody is asked there, and nothing is missing.

As botocore's endpoints have it, which tests hold beside this. In a Region that is not named here the service is asked:
one that is new and has it not yet is UNKNOWN, never in order.
https://docs.aws.amazon.com/general/latest/gr/macie.html, detective.html and inspector2.html beside it
"""

from __future__ import annotations

from hardpan.model import Place

_ONLY_SOME = (
    *("ap-east-2", "ap-south-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6"),
    *("ap-southeast-7", "ca-west-1", "eu-central-2", "eu-south-2", "me-central-1", "mx-central-1"),
)
LACKING: dict[str, frozenset[str]] = {
    "detective": frozenset({"ap-northeast-3", *_ONLY_SOME}),
    "inspector2": frozenset({"ap-southeast-6"}),
    "macie2": frozenset(_ONLY_SOME),
}
PARTITIONS: dict[str, tuple[str, ...]] = {
    "detective": ("aws", "aws-us-gov"),
    "inspector2": ("aws", "aws-cn", "aws-us-gov"),
    "macie2": ("aws",),
}


def offered(service: str, place: Place) -> bool:
    """Whether AWS has the service in a Region."""
    partitions = PARTITIONS.get(service, (place.partition,))
    return place.partition in partitions and place.endpoint_region not in LACKING.get(service, ())
