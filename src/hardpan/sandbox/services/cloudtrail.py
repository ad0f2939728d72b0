"""CloudTrail: trails that may write to their bucket, seen from every Region and changed from their own.

API reference: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html, API_UpdateTrail,
API_DescribeTrails, API_GetTrail, API_GetTrailStatus, API_StartLogging, API_PutEventSelectors, API_GetEventSelectors,
API_DeleteTrail. What the bucket's policy must say:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from moto.backends import get_backend

from ..registry import Answer, AwsError, Call, amend, guard, overlay
from . import cloudtrail_organization
from .cloudtrail_delivery import delivery_error
from .cloudtrail_encryption import encryption_error, key_named, refuse_key

TRAILS_PER_REGION = 5
# What a trail calls its log group and the role that it writes there with, and what the emulator does.
_LOG_GROUP = {"CloudWatchLogsLogGroupArn": "cw_log_group_arn", "CloudWatchLogsRoleArn": "cw_role_arn"}
ALL_MANAGEMENT_EVENTS = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": True,
    "DataResources": [],
    "ExcludeManagementEventSources": [],
}


def trails(call: Call) -> list[Any]:
    """The emulator's own trails this Region shows: those at home here, then the shadows of multi-Region ones.

    An organization's trails are shown in each of its accounts.
    """
    found = [*cloudtrail_organization.trails_of(call.account), *cloudtrail_organization.trails_over(call)]
    shown = [trail for trail in found if trail.region_name == call.region or trail.is_multi_region]
    return sorted(shown, key=lambda trail: (trail.region_name != call.region, trail.arn))


def find(call: Call, named: str) -> Any:
    """A trail by ARN, or by name where it is at home."""
    for trail in trails(call):
        if named == trail.arn or (named == trail.trail_name and trail.region_name == call.region):
            return trail
    arn = named if named.startswith("arn:") else call.arn(f"trail/{named}")
    raise AwsError("TrailNotFoundException", f"Unknown trail: {arn} for the user: {call.account}")


def find_at_home(call: Call, named: str) -> Any:
    trail = find(call, named)
    cloudtrail_organization.refuse_a_member(call, trail)
    if trail.region_name != call.region:
        raise AwsError(
            "InvalidHomeRegionException",
            f"The trail {trail.arn} can only be changed from its home Region {trail.region_name}.",
        )
    return trail


@guard("cloudtrail", "CreateTrail")
def refuse_a_trail_that_could_not_write(call: Call) -> None:
    name = call.parameters["Name"]
    if any(trail.trail_name == name and trail.region_name == call.region for trail in trails(call)):
        raise AwsError("TrailAlreadyExistsException", f"Trail {name} already exists for customer: {call.account}")
    if len(trails(call)) >= TRAILS_PER_REGION:
        raise AwsError(
            "MaximumNumberOfTrailsExceededException",
            f"User: {call.account} already has {TRAILS_PER_REGION} trails in {call.region}.",
        )
    _refuse_regional_without_global(
        call.parameters.get("IsMultiRegionTrail", False), call.parameters.get("IncludeGlobalServiceEvents", True)
    )
    whole = cloudtrail_organization.id_where_asked(call, call.parameters.get("IsOrganizationTrail", False))
    bucket, prefix = call.parameters["S3BucketName"], call.parameters.get("S3KeyPrefix")
    arn = call.arn(f"trail/{name}")
    _refuse_bucket(call, bucket, prefix, arn, whole)
    if key := call.parameters.get("KmsKeyId"):
        refuse_key(call, key, bucket, arn)


@guard("cloudtrail", "UpdateTrail")
def refuse_an_update(call: Call) -> None:
    asked, trail = call.parameters, find_at_home(call, call.parameters["Name"])
    _refuse_regional_without_global(
        asked.get("IsMultiRegionTrail", trail.is_multi_region),
        asked.get("IncludeGlobalServiceEvents", trail.include_global_service_events),
    )
    whole = cloudtrail_organization.id_where_asked(call, asked.get("IsOrganizationTrail", trail.is_org_trail))
    if asked.keys() & {"S3BucketName", "S3KeyPrefix", "IsOrganizationTrail"}:
        bucket = asked.get("S3BucketName", trail.bucket_name)
        _refuse_bucket(call, bucket, asked.get("S3KeyPrefix", trail.s3_key_prefix), trail.arn, whole)
    if group := asked.get("CloudWatchLogsLogGroupArn"):
        _refuse_log_group(call, group, asked.get("CloudWatchLogsRoleArn", ""))
    key = asked.get("KmsKeyId", trail.kms_key_id)
    if key and asked.keys() & {"S3BucketName", "KmsKeyId"}:
        refuse_key(call, key, asked.get("S3BucketName", trail.bucket_name), trail.arn)


@amend("cloudtrail", "CreateTrail", "UpdateTrail")
def keep_the_key_by_its_arn(call: Call, answer: Answer) -> Answer:
    """Whatever it was named by; an empty name takes it away."""
    trail = find(call, call.parameters["Name"])
    if "KmsKeyId" in call.parameters:
        named = call.parameters["KmsKeyId"]
        trail.kms_key_id = key_named(call, named).arn if named else None
    for asked, field in _LOG_GROUP.items():  # an empty name takes it away, too
        setattr(trail, field, call.parameters.get(asked, getattr(trail, field)) or None)
    kept = {name: value for name, value in answer.items() if name not in ("KmsKeyId", *_LOG_GROUP)}
    kept |= {asked: named for asked, field in _LOG_GROUP.items() if (named := getattr(trail, field))}
    return {**kept, **({"KmsKeyId": trail.kms_key_id} if trail.kms_key_id else {})}


@guard("cloudtrail", "StartLogging", "StopLogging")
def refuse_away_from_home(call: Call) -> None:
    find_at_home(call, call.parameters["Name"])


@overlay("cloudtrail", "DeleteTrail")
def delete_trail(call: Call) -> Answer:
    trail = find_at_home(call, call.parameters["Name"])
    del get_backend("cloudtrail")[call.account][call.region].trails[trail.trail_name]
    return {}


@overlay("cloudtrail", "DescribeTrails")
def describe_trails(call: Call) -> Answer:
    """Names count where the trail is at home, ARNs everywhere; a name of nothing is left out."""
    named, shadows = call.parameters.get("trailNameList"), call.parameters.get("includeShadowTrails", True)
    shown = [
        trail
        for trail in trails(call)
        if (shadows or trail.region_name == call.region)
        and (not named or trail.arn in named or (trail.trail_name in named and trail.region_name == call.region))
    ]
    return {"trailList": [_describe(trail) for trail in shown]}


@overlay("cloudtrail", "GetTrail")
def get_trail(call: Call) -> Answer:
    return {"Trail": _describe(find(call, call.parameters["Name"]))}


@overlay("cloudtrail", "GetTrailStatus")
def get_trail_status(call: Call) -> Answer:
    """While a trail logs it has just delivered, or says why it cannot: its bucket is asked at this moment."""
    trail = find(call, call.parameters["Name"])
    status, now = trail.status, datetime.now(UTC)
    answer: Answer = {"IsLogging": status.is_logging}
    whole = cloudtrail_organization.id_of(call, trail)
    error = delivery_error(call, trail.bucket_name, trail.s3_key_prefix, trail.arn, whole)
    error = error or encryption_error(call, trail.kms_key_id, trail.bucket_name, trail.arn)
    if status.is_logging and error is None:
        status.latest_delivery_time = int(now.timestamp())
    for field, moment in (("StartLoggingTime", status.started), ("StopLoggingTime", status.stopped)):
        if moment is not None:
            answer[field] = moment.replace(tzinfo=UTC)
    if status.started is not None:
        delivered = datetime.fromtimestamp(status.latest_delivery_time, UTC)
        answer["LatestDeliveryTime"] = delivered
        if trail.log_validation:
            answer["LatestDigestDeliveryTime"] = delivered
    if status.is_logging and trail.cw_log_group_arn:
        answer["LatestCloudWatchLogsDeliveryTime"] = now
    if status.is_logging and error is not None:
        answer["LatestDeliveryError"] = error
        if trail.log_validation:
            answer["LatestDigestDeliveryError"] = error
    return answer


@overlay("cloudtrail", "GetEventSelectors")
def get_event_selectors(call: Call) -> Answer:
    trail = find(call, call.parameters["TrailName"])
    if trail.advanced_event_selectors:
        return {"TrailARN": trail.arn, "AdvancedEventSelectors": trail.advanced_event_selectors}
    return {"TrailARN": trail.arn, "EventSelectors": trail.event_selectors or [ALL_MANAGEMENT_EVENTS]}


@overlay("cloudtrail", "PutEventSelectors")
def put_event_selectors(call: Call) -> Answer:
    """Basic or advanced selectors, never both; one kind takes the place of the other."""
    trail = find_at_home(call, call.parameters["TrailName"])
    basic, advanced = call.parameters.get("EventSelectors"), call.parameters.get("AdvancedEventSelectors")
    if bool(basic) == bool(advanced):
        raise AwsError("InvalidEventSelectorsException", "Specify either EventSelectors or AdvancedEventSelectors.")
    for selector in advanced or []:
        if not any(field["Field"] == "eventCategory" and field.get("Equals") for field in selector["FieldSelectors"]):
            raise AwsError("InvalidEventSelectorsException", "Every selector must name one eventCategory with Equals.")
    trail.event_selectors = [{**ALL_MANAGEMENT_EVENTS, **selector} for selector in basic or []]
    trail.advanced_event_selectors = advanced or []
    return get_event_selectors(call)


def _describe(trail: Any) -> Answer:
    described = {field: value for field, value in trail.description(include_region=True).items() if value is not None}
    described["HasCustomEventSelectors"] = bool(trail.event_selectors or trail.advanced_event_selectors)
    described["HasInsightSelectors"] = bool(trail.insight_selectors)
    return described


def _refuse_log_group(call: Call, group: str, role: str) -> None:
    """The group is there, in the trail's account and Region, and so is the role."""
    name = group.split(":")[6] if group.count(":") > 6 else ""
    if name not in get_backend("logs")[call.account][call.region].groups:
        raise AwsError(
            "InvalidCloudWatchLogsLogGroupArnException", "CloudTrail cannot validate the specified log group ARN."
        )
    if role not in {one.arn for one in get_backend("iam")[call.account][call.partition].get_roles()}:
        raise AwsError("InvalidCloudWatchLogsRoleArnException", "Access denied. Check the permissions for your role.")


def _refuse_regional_without_global(multi_region: bool, global_events: bool) -> None:
    if multi_region and not global_events:
        raise AwsError("InvalidParameterCombinationException", "Multi-Region trail must include global service events.")


def _refuse_bucket(call: Call, bucket: str, prefix: str | None, trail_arn: str, whole: str | None) -> None:
    error = delivery_error(call, bucket, prefix, trail_arn, whole)
    if error == "NoSuchBucket":
        raise AwsError("S3BucketDoesNotExistException", f"S3 bucket {bucket} does not exist!")
    if error is not None:
        raise AwsError(
            "InsufficientS3BucketPolicyException", f"Incorrect S3 bucket policy is detected for bucket: {bucket}"
        )
