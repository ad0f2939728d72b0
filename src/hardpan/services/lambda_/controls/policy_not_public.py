"""No function's policy lets everybody call it.

A function's policy says who may call it. A statement for `*` without a condition on the caller means every AWS
customer, and with an open address everybody.

Check by hand:
    aws lambda get-policy --region REGION --function-name NAME

Fix by hand:
    aws lambda remove-permission --region REGION --function-name NAME --statement-id SID

Edge cases:
    A statement for `*` limited to an organization, an account or a resource of yours passes. One limited only to how
    it is called (lambda:FunctionUrlAuthType) does not. What
    exceptions.public_functions in hardpan.yaml names passes.

Source: https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import FOR_EVERYBODY, FUNCTION
from ..exceptions import meant_for_everybody
from ..facts import Function

_OPEN = replace(FUNCTION, permissions=(FOR_EVERYBODY,))
_LIMITED = {**FOR_EVERYBODY.statement, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}


@control(
    section="infrastructure-protection",
    severity=Severity.HIGH,
    catalogue="infra.lambda.public",
    passes=[
        FUNCTION,
        replace(FUNCTION, permissions=(replace(FOR_EVERYBODY, statement=_LIMITED),)),
        (_OPEN, replace(EXAMPLE, exceptions=Exceptions(public_functions=("re*",)))),
    ],
    fails=[_OPEN],
    none="the account has no functions",
    human=(
        "Console > Lambda > the function (or its alias) > Configuration > Permissions > Resource-based policy "
        "statements: edit the statement named so that it names who calls, or delete it."
    ),
)
def policy_not_public(function: Function, want: Baseline) -> Verdict:
    public = [permission.id for permission in function.public_permissions]
    if not public:
        return Pass(f"the policy of {function.name} lets in nobody it does not name")
    if meant_for_everybody(function, want):
        return Pass(f"everybody may call {function.name}, which hardpan.yaml excepts")
    return Fail(f"everybody may call {function.name}: {', '.join(public)}")
