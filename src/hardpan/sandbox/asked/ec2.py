"""What a request to EC2 needs. A launch is asked of everything that it makes or uses, each with the keys that it has.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html#iam-example-runinstances
"""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.policy.request import Value

from ..registry import Call
from . import named
from .asked import Asked, about, at, text, texts


def asked(call: Call) -> Iterator[Asked]:
    if call.operation == "RunInstances":
        yield from _launch(call)
        return
    keys = _keys(call)
    for resource in named.resources(call):
        yield about(call, resource, keys=keys)


def _launch(call: Call) -> Iterator[Asked]:
    sent = {
        "ec2:InstanceType": text(call, "InstanceType") or "m1.small",
        "ec2:MetadataHttpTokens": text(call, "MetadataOptions.HttpTokens"),
        "ec2:MetadataHttpEndpoint": text(call, "MetadataOptions.HttpEndpoint"),
    }
    yield about(call, call.arn("instance/*"), keys={key: value for key, value in sent.items() if value})
    for kind in ("volume", "network-interface"):
        yield about(call, call.arn(f"{kind}/*"))
    if image := text(call, "ImageId"):
        yield about(call, named.without_account(call, f"image/{image}"))
    if subnet := text(call, "SubnetId"):
        yield about(call, call.arn(f"subnet/{subnet}"))
    for group in texts(at(call.parameters, "SecurityGroupIds")):
        yield about(call, call.arn(f"security-group/{group}"))


def _keys(call: Call) -> dict[str, Value]:
    """What attributes are given, and with whom something is shared."""
    keys: dict[str, Value] = {}
    if call.operation == "ModifyInstanceMetadataOptions":
        options = ("HttpTokens", "HttpEndpoint", "HttpPutResponseHopLimit", "InstanceMetadataTags")
        keys |= {f"ec2:Attribute/{name}": str(given) for name in options if (given := at(call.parameters, name))}
    sharing = call.operation in ("ModifyImageAttribute", "ModifySnapshotAttribute")
    for change, word in (("Add", "add"), ("Remove", "remove")) if sharing else ():
        groups, users = _shared(call, change, word)
        keys |= {f"ec2:{change}/group": groups} if groups else {}
        keys |= {f"ec2:{change}/userId": users} if users else {}
    return keys


def _shared(call: Call, change: str, word: str) -> tuple[list[str], list[str]]:
    """Groups and accounts that a snapshot or image is shared with or no longer: AWS has two ways to say so."""
    groups, users = [], []
    for permission in ("CreateVolumePermission", "LaunchPermission"):
        groups += texts(at(call.parameters, f"{permission}.{change}.Group"))
        users += texts(at(call.parameters, f"{permission}.{change}.UserId"))
    if at(call.parameters, "OperationType") == word:
        for parameter in ("GroupNames", "UserGroups"):
            groups += texts(at(call.parameters, parameter))
        users += texts(at(call.parameters, "UserIds"))
    return groups, users
