"""Allowed AMIs: whose images may be launched. In audit mode that is only told; the organization may decide on it.

API reference: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetAllowedImagesSettings.html,
API_EnableAllowedImagesSettings, API_DisableAllowedImagesSettings, API_ReplaceImageCriteriaInAllowedImagesSettings.
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-allowed-amis.html
"""

from __future__ import annotations

from typing import Any

from ..registry import Answer, AwsError, Call, guard, overlay
from .ec2_declarative import declared, refuse_where_declared
from .emulator import backend
from .settings import Setting

ATTRIBUTE = "allowed_images_settings"
STATE = Setting("allowed-images", "disabled")
CRITERIA = Setting("image-criteria", ())
MOST_CRITERIA = 10
STATES = ("enabled", "audit-mode")


@overlay("ec2", "GetAllowedImagesSettings")
def get_settings(call: Call) -> Answer:
    if policy := declared(call, ATTRIBUTE):
        return {
            "State": str(policy.get("state", "disabled")).replace("_", "-"),
            "ImageCriteria": [_declared_criterion(one) for one in policy.get("image_criteria", {}).values()],
            "ManagedBy": "declarative-policy",
        }
    return {"State": STATE.read(call), "ImageCriteria": list(CRITERIA.read(call)), "ManagedBy": "account"}


@overlay("ec2", "EnableAllowedImagesSettings")
def enable(call: Call) -> Answer:
    state = call.parameters["AllowedImagesSettingsState"]
    if state not in STATES:
        raise AwsError("InvalidParameterValue", f"Value ({state}) for parameter AllowedImagesSettingsState is invalid.")
    refuse_where_declared(call, ATTRIBUTE)
    STATE.write(call, state)
    return {"AllowedImagesSettingsState": state}


@overlay("ec2", "DisableAllowedImagesSettings")
def disable(call: Call) -> Answer:
    refuse_where_declared(call, ATTRIBUTE)
    STATE.write(call, "disabled")
    return {"AllowedImagesSettingsState": "disabled"}


@overlay("ec2", "ReplaceImageCriteriaInAllowedImagesSettings")
def replace_criteria(call: Call) -> Answer:
    refuse_where_declared(call, ATTRIBUTE)
    criteria = call.parameters.get("ImageCriteria") or []
    if len(criteria) > MOST_CRITERIA:
        raise AwsError("InvalidParameterValue", f"You may specify up to {MOST_CRITERIA} image criteria.")
    CRITERIA.write(call, tuple(criteria))
    return {"ReturnValue": True}


@guard("ec2", "RunInstances")
def refuse_images_of_others(call: Call) -> None:
    """By maker alone; where none of the criteria is met the image is as good as not there."""
    settings = get_settings(call)
    image = backend(call).amis.get(call.parameters.get("ImageId"))
    if settings["State"] != "enabled" or image is None:
        return
    providers = [one.get("ImageProviders") for one in settings["ImageCriteria"]]
    if providers and not any(named is None or {image.owner_id, image.owner_alias} & set(named) for named in providers):
        raise AwsError("InvalidAMIID.NotFound", f"The image id '[{image.id}]' does not exist")


def _declared_criterion(said: dict[str, Any]) -> dict[str, Any]:
    """The makers; other conditions are not told."""
    return {"ImageProviders": [str(who).replace("_", "-") for who in said.get("allowed_image_providers", [])]}
