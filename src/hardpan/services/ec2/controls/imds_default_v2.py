"""New instances answer IMDSv2 alone by default, in every Region.

Whoever can make a program on an instance fetch an address of his choosing can fetch the credentials of its role from
the metadata service. IMDSv2 asks for a token first, which such a trick cannot get; IMDSv1 answers anybody. The account
default holds for every launch and image that does not say otherwise.

Check by hand:
    aws ec2 get-instance-metadata-defaults --region REGION

Fix by hand:
    aws ec2 modify-instance-metadata-defaults --region REGION --http-tokens required --http-put-response-hop-limit 2

Edge cases:
    Instances that run already are not changed. A launch or an image that asks for optional tokens still gets them; the
    control on instances finds those. A hop limit above 2 lets a token be used from beyond the instance; none at all
    means that each launch decides, which passes.

Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Severity, Verdict, control

from ..defaults import CHANGE_THE_POLICY, verdict
from ..examples import METADATA_DEFAULTS
from ..facts import InstanceMetadataDefaults


@control(
    section="infrastructure-protection",
    severity=Severity.HIGH,
    catalogue="infra.imds.default",
    passes=[
        METADATA_DEFAULTS,
        replace(METADATA_DEFAULTS, hop_limit=None),
        replace(METADATA_DEFAULTS, managed_by="declarative-policy"),
    ],
    fails=[
        replace(METADATA_DEFAULTS, http_tokens=None, hop_limit=None),
        replace(METADATA_DEFAULTS, http_tokens="optional"),
        replace(METADATA_DEFAULTS, hop_limit=5),
        replace(METADATA_DEFAULTS, http_tokens="optional", managed_by="declarative-policy"),
    ],
    human=CHANGE_THE_POLICY,
)
def imds_default_v2(defaults: InstanceMetadataDefaults) -> Verdict:
    tokens = f"tokens are {defaults.http_tokens}" if defaults.http_tokens is not None else "there is no default"
    hops = "" if defaults.hop_limit is None else f", hop limit {defaults.hop_limit}"
    return verdict(defaults, right=defaults.is_right, seen=tokens + hops)
