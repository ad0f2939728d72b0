"""No machine image is shared with everybody.

Any AWS customer can launch a public image, log in to the copy and read everything on its disk, the history of shells
and forgotten keys included.

Check by hand:
    aws ec2 describe-images --region REGION --owners self --executable-users all --query 'Images[].ImageId'

Fix by hand:
    aws ec2 modify-image-attribute --region REGION --image-id IMAGE_ID --launch-permission 'Remove=[{Group=all}]'

Edge cases:
    The block of public access for images leaves those alone that are public already. What was public has to be taken
    for known; change the passwords and keys on it.

Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html
"""

from __future__ import annotations

from hardpan.model import Fail, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import PUBLIC_IMAGE, REGION
from ..facts import PublicImage


@control(
    section="data-protection",
    severity=Severity.CRITICAL,
    catalogue="data.shared.artifacts",
    joins=[PublicImage],
    passes=[(REGION,)],
    fails=[(REGION, PUBLIC_IMAGE)],
)
def no_public_images(region: Region, snapshot: Snapshot) -> Verdict:
    public = snapshot.at(PublicImage, region.place)
    if public:
        return Fail(f"public: {', '.join(str(found.id) for found in public)}")
    return Pass("no image is public")
