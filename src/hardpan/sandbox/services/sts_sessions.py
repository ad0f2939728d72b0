"""Sessions of roles as their permissions are decided: the role with its path, session policies, tags, second factor.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from hardpan.policy import Policy
from hardpan.policy.request import Value

from .. import callers, policies
from ..registry import Answer, AwsError, Call, amend, guard
from .iam_root import iam


@guard("sts", "AssumeRole")
def refuse_what_is_no_session_policy(call: Call) -> None:
    given = call.parameters.get("Policy")
    if given and policies.read(given) is None:
        raise AwsError("MalformedPolicyDocument", "The policy is not in the valid JSON format.")


@amend("sts", "AssumeRole")
def remember_the_session(call: Call, answer: Answer) -> Answer:
    role, user = call.parameters["RoleArn"], answer["AssumedRoleUser"]
    there = call.elsewhere(role.split(":")[4])
    given = list(_session_policies(there))
    caller = callers.Caller(
        there.account,
        user["Arn"],
        user["AssumedRoleId"],
        role=role,
        session=policies.together(given, "session policy") if _has_session_policies(call) else None,
        keys=_keys(call),
    )
    callers.lend(answer["Credentials"]["AccessKeyId"], caller)
    return answer


def _has_session_policies(call: Call) -> bool:
    return bool(call.parameters.get("Policy") or call.parameters.get("PolicyArns"))


def _session_policies(there: Call) -> Iterator[Policy]:
    """The one that was sent, and those of the role's account that were named; what is not there allows nothing."""
    if (sent := policies.read(there.parameters.get("Policy"), "session policy")) is not None:
        yield sent
    for named in there.parameters.get("PolicyArns", []):
        managed = iam(there).managed_policies.get(named.get("arn"))
        if managed is not None and (found := policies.in_force(managed)) is not None:
            yield found


def _keys(call: Call) -> dict[str, Value]:
    """The condition keys that the session's requests will have."""
    tags: dict[str, Value] = {f"aws:PrincipalTag/{tag['Key']}": tag["Value"] for tag in call.parameters.get("Tags", [])}
    keys: dict[str, Value] = {
        "aws:MultiFactorAuthPresent": bool(call.parameters.get("SerialNumber") and call.parameters.get("TokenCode")),
        "aws:TokenIssueTime": datetime.now(UTC).isoformat(),
    }
    identity = call.parameters.get("SourceIdentity")
    return {**keys, **tags, **({"aws:SourceIdentity": identity} if identity else {})}
