"""Passwords of IAM users have 14 characters and are not used twice.

AWS's default lets a user have eight characters and take the last password again. Length is what guessing costs; a
password that returns is one that leaked long ago.

Check by hand:
    aws iam get-account-password-policy

Fix by hand:
    aws iam update-account-password-policy --minimum-password-length 14 --password-reuse-prevention 24 --require-symbols --require-numbers --require-uppercase-characters --require-lowercase-characters --allow-users-to-change-password

Edge cases:
    The command replaces the whole policy: what it leaves out is off afterwards. Passwords that exist stay valid until
    they are changed. Root, and people in Identity Center, have other rules.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import PASSWORD_POLICY, RULES
from ..facts import PasswordPolicy
from ..password import shortcomings


@control(
    section="iam",
    severity=Severity.MEDIUM,
    catalogue="iam.password-policy",
    passes=[PASSWORD_POLICY, replace(PASSWORD_POLICY, rules=replace(RULES, minimum_length=20, symbols=False))],
    fails=[
        replace(PASSWORD_POLICY, rules=None),
        replace(PASSWORD_POLICY, rules=replace(RULES, minimum_length=8)),
        replace(PASSWORD_POLICY, rules=replace(RULES, remembered=None)),
    ],
)
def password_policy(policy: PasswordPolicy) -> Verdict:
    wrong = shortcomings(policy.rules)
    return Fail("; ".join(wrong)) if wrong else Pass("passwords are long and do not return")
