"""No function has an address that asks for no signature.

A function URL with authentication NONE is on the internet: whoever finds it runs your code with the rights of its role,
and you pay.

Check by hand:
    aws lambda list-function-url-configs --region REGION --function-name NAME --query 'FunctionUrlConfigs[].AuthType'

Fix by hand:
    aws lambda update-function-url-config --region REGION --function-name NAME --auth-type AWS_IAM

Edge cases:
    Web hooks and websites can be meant for everybody: name the function under exceptions.public_functions in
    hardpan.yaml, and let the code check who calls.

Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import FUNCTION, OPEN_URL
from ..exceptions import meant_for_everybody
from ..facts import Function


@control(
    section="infrastructure-protection",
    severity=Severity.HIGH,
    catalogue="infra.lambda.public",
    passes=[
        FUNCTION,
        replace(FUNCTION, urls=()),
        (replace(FUNCTION, urls=(OPEN_URL,)), replace(EXAMPLE, exceptions=Exceptions(public_functions=("resize",)))),
    ],
    fails=[
        replace(FUNCTION, urls=(OPEN_URL,)),
        replace(FUNCTION, urls=(*FUNCTION.urls, replace(OPEN_URL, qualifier="live"))),
    ],
    none="the account has no functions",
)
def url_requires_auth(function: Function, want: Baseline) -> Verdict:
    if not function.open_urls:
        return Pass(f"{function.name} has no open address")
    if meant_for_everybody(function, want):
        return Pass(f"{function.name} has an open address, which hardpan.yaml excepts")
    return Fail(f"{function.name} has an address that asks for no signature")
