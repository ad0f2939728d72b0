"""What to change so that only those who are named call a function."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import NotYet, Risk, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..controltower.facts import is_its_own
from .exceptions import meant_for_everybody
from .facts import Function, FunctionUrl, Permission
from .statements import as_request

# Lambda takes one change of a function at a time.
# https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionUrlConfig.html#API_UpdateFunctionUrlConfig_Errors
_BUSY = NotYet("ResourceConflictException", "in progress", seconds=60)


@operation(
    satisfies=["lambda.url_requires_auth"],
    facts=[Function],
    writes=["lambda:UpdateFunctionUrlConfig"],
    consent="whoever calls the functions' addresses without a signature, websites and web hooks, is refused",
)
def sign_function_urls(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Addresses of functions answer signed requests only."""
    for function in have.all(Function):
        if not meant_for_everybody(function, want) and not is_its_own(function.name):
            for url in function.open_urls:
                yield _sign(function, url)


def _sign(function: Function, url: FunctionUrl) -> Step:
    return Step(
        key=step_key(f"lambda.sign_function_urls/update:{_named(function, url.qualifier)}", function.place),
        place=function.place,
        write=_auth(function, url, "AWS_IAM"),
        because=f"{_named(function, url.qualifier)} answers requests without a signature",
        resource=function.arn,
        before="no signature needed",
        after="signed requests only",
        undo=(_auth(function, url, "NONE"),),
        risk=Risk.DISRUPTIVE,
        not_yet=(_BUSY,),
    )


@operation(
    satisfies=["lambda.policy_not_public"],
    facts=[Function],
    writes=["lambda:RemovePermission", "lambda:AddPermission"],
    consent="whoever calls the functions by a statement for everybody is refused",
)
def close_function_policies(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Policies of functions have no statement for everybody."""
    for function in have.all(Function):
        if not meant_for_everybody(function, want) and not is_its_own(function.name):
            for permission in function.public_permissions:
                yield _remove(function, permission)


def _remove(function: Function, permission: Permission) -> Step:
    named = {"FunctionName": function.name} | ({"Qualifier": permission.qualifier} if permission.qualifier else {})
    again = as_request(permission.statement)
    subject = _named(function, permission.qualifier)
    return Step(
        key=step_key(f"lambda.close_function_policies/remove:{subject}:{permission.id}", function.place),
        place=function.place,
        write=Write("lambda", "RemovePermission", **named, StatementId=permission.id),
        because=f"everybody may call {subject}",
        resource=function.arn,
        before=f"statement {permission.id} for everybody",
        after="without it",
        undo=None if again is None else (Write("lambda", "AddPermission", **named, **again),),
        undo_note="" if again else f"AddPermission cannot write the conditions of {permission.id} again",
        risk=Risk.DISRUPTIVE,
        not_yet=(_BUSY,),
    )


def _auth(function: Function, url: FunctionUrl, auth_type: str) -> Write:
    named = {"FunctionName": function.name} | ({"Qualifier": url.qualifier} if url.qualifier else {})
    return Write("lambda", "UpdateFunctionUrlConfig", **named, AuthType=auth_type)


def _named(function: Function, qualifier: str | None) -> str:
    return f"{function.name}:{qualifier}" if qualifier else function.name
