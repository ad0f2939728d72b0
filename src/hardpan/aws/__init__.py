"""The only room that speaks to AWS: credentials, endpoints, requests, paging and retries. It judges nothing.

What needs botocore is imported when it is asked for: lean requests do without.
"""

from __future__ import annotations

from hardpan.aws.access import CODECS, Aws, Codec, Entry, Identity
from hardpan.aws.failure import AwsFailure
from hardpan.aws.permissions import iam_action

__all__ = ["CODECS", "Aws", "AwsFailure", "Codec", "Entry", "Identity", "iam_action"]
