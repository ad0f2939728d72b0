"""Nobody can reach the serial console of an instance.

The console goes around security groups and network ACLs: who may use it and has a password of the machine is in,
wherever he comes from. AWS leaves it off; it is for rescuing a machine that no longer boots, and only while that lasts.

Check by hand:
    aws ec2 get-serial-console-access-status --region REGION

Fix by hand:
    aws ec2 disable-serial-console-access --region REGION

Edge cases:
    To rescue a machine, turn it on with `aws ec2 enable-serial-console-access`, and off again after.

Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configure-access-to-serial-console.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Severity, Verdict, control

from ..defaults import CHANGE_THE_POLICY, verdict
from ..examples import SERIAL_CONSOLE
from ..facts import SerialConsoleAccess


@control(
    section="infrastructure-protection",
    severity=Severity.LOW,
    catalogue="infra.serial-console",
    passes=[SERIAL_CONSOLE, replace(SERIAL_CONSOLE, managed_by="declarative-policy")],
    fails=[
        replace(SERIAL_CONSOLE, enabled=True),
        replace(SERIAL_CONSOLE, enabled=True, managed_by="declarative-policy"),
    ],
    human=CHANGE_THE_POLICY,
)
def serial_console_off(console: SerialConsoleAccess) -> Verdict:
    return verdict(
        console, right=not console.enabled, seen=f"the serial console is {'on' if console.enabled else 'off'}"
    )
