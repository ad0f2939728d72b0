"""AWS watches, in every Region, that images are launched of known makers only.

Scripts look images up by name and take the newest. Anybody may publish an image under a name that fits (this was called
whoAMI), and his machine then runs with your role. Allowed AMIs knows images by the account that made them: in audit mode
it tells which would be refused, and enabled it refuses them.

Check by hand:
    aws ec2 get-allowed-images-settings --region REGION
    aws ec2 describe-instance-image-metadata --region REGION --filters Name=image-allowed,Values=false

Fix by hand:
    aws ec2 replace-image-criteria-in-allowed-images-settings --region REGION --image-criteria ImageProviders=amazon,aws-backup-vault,ACCOUNT
    aws ec2 enable-allowed-images-settings --region REGION --allowed-images-settings-state audit-mode

Edge cases:
    Known are AWS (amazon, aws-backup-vault, aws-marketplace), this account, and exceptions.trusted_accounts of
    hardpan.yaml. A criterion that names no maker lets in everybody's images. Hardpan turns on audit mode, in which
    nothing is refused; that it is enabled, which passes as well, is for a person to decide once nothing in use would be
    refused: instances that run go on, but Auto Scaling groups could no longer replace them.

Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-allowed-amis.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import Severity, Verdict, control

from ..defaults import CHANGE_THE_POLICY, verdict
from ..examples import ALLOWED_IMAGES
from ..images import DISABLED, ENABLED, AllowedImages

_IMAGES = "222233334444"
_OF_OTHERS = replace(ALLOWED_IMAGES, criteria=({"ImageProviders": ["amazon", _IMAGES]},))
_KNOWN = replace(EXAMPLE, exceptions=Exceptions(trusted_accounts=(_IMAGES,)))


@control(
    section="infrastructure-protection",
    severity=Severity.MEDIUM,
    profile="enterprise",
    catalogue="infra.allowed-amis",
    passes=[
        ALLOWED_IMAGES,
        replace(ALLOWED_IMAGES, state=ENABLED),
        replace(ALLOWED_IMAGES, managed_by="declarative-policy"),
        (_OF_OTHERS, _KNOWN),
    ],
    fails=[
        replace(ALLOWED_IMAGES, state=DISABLED),
        replace(ALLOWED_IMAGES, criteria=()),
        replace(ALLOWED_IMAGES, criteria=(*ALLOWED_IMAGES.criteria, {"ImageNames": ["ubuntu/*"]})),
        _OF_OTHERS,
        replace(ALLOWED_IMAGES, state=DISABLED, managed_by="declarative-policy"),
    ],
    human=(
        "Where the setting is enabled and its criteria are too wide, a change could keep instances from starting: see "
        "with the second command of the page what runs, then narrow the criteria under Console > EC2 > Account "
        "attributes > Allowed AMIs. Accounts of yours that make images go to exceptions.trusted_accounts of "
        "hardpan.yaml. In an organization a guardrail turns audit mode on: see "
        "organizations.ec2_policy_allowed_images_audit. " + CHANGE_THE_POLICY
    ),
)
def images_of_known_makers(region: AllowedImages, want: Baseline) -> Verdict:
    if region.state == DISABLED:
        return verdict(region, right=False, seen="images of any maker can be launched unseen")
    if region.lets_anybody_in:
        return verdict(region, right=False, seen=f"{region.state}, with criteria that fit images of any maker")
    strangers = region.strangers((region.place.account, *want.exceptions.trusted_accounts))
    if strangers:
        return verdict(region, right=False, seen=f"{region.state}, with makers not known: {', '.join(strangers)}")
    return verdict(region, right=True, seen=f"{region.state} for images of other makers than known ones")
