"""The only room that speaks to AWS: credentials, endpoints, requests, paging and retries. It judges nothing."""

from hardpan.aws.client import Aws, Identity
from hardpan.aws.failure import AwsFailure
from hardpan.aws.permissions import iam_action

__all__ = ["Aws", "AwsFailure", "Identity", "iam_action"]
