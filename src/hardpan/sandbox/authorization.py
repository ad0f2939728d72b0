"""Whether a caller may do what it asks: asked for every request that botocore's models know, before it is validated.

Today this refuses one thing: what lies outside the task of a session made by sts:AssumeRoot. Identity policies, service
control policies, resource control policies and boundaries are to be decided here. What only some accounts of an
organization may ask (the management account, a delegated administrator) is a rule of the service, in its handlers.
"""

from __future__ import annotations

from hardpan.aws.permissions import iam_action

from . import root_tasks, wire
from .registry import Call


def authorize(call: Call) -> None:
    """Let the call through, or raise AccessDenied as its service would."""
    if call.root_task is not None:
        _keep_to_the_task(call, call.root_task)


def _keep_to_the_task(call: Call, task: str) -> None:
    """A task's policy names actions, and those of IAM for root itself: never for a user."""
    action = iam_action(call.service, call.operation)
    about_a_user = call.service == "iam" and call.parameters.get("UserName")
    if about_a_user or action not in root_tasks.ACTIONS[task.rpartition("/")[2]]:
        raise wire.denied(call.service, call.protocol, call.principal, action)
