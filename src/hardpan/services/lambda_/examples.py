"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place

from .facts import Function, FunctionUrl, Permission

HERE = Place("111122223333", "eu-west-1")
FUNCTION = Function(
    place=HERE,
    name="resize",
    arn=HERE.arn("lambda", "function:resize"),
    urls=(FunctionUrl(qualifier=None, auth_type="AWS_IAM"),),
    permissions=(
        Permission(
            qualifier=None,
            statement={
                "Sid": "s3",
                "Effect": "Allow",
                "Principal": {"Service": "s3.amazonaws.com"},
                "Action": "lambda:InvokeFunction",
            },
        ),
    ),
)
OPEN_URL = FunctionUrl(qualifier=None, auth_type="NONE")
FOR_EVERYBODY = Permission(
    qualifier=None,
    statement={
        "Sid": "FunctionURLAllowPublicAccess",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "lambda:InvokeFunctionUrl",
        "Condition": {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}},
    },
)
