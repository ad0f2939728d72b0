"""Addresses that stand in for AWS's own: an emulator, a proxy, a VPC endpoint.

AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, and `endpoint_url` in the profile, in the order of
https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html.
"""

from __future__ import annotations

import os
from functools import cache

from hardpan.aws.environment import files


def endpoint_of(service_id: str) -> str | None:
    """The address that environment or profile set for a service (`S3 Control`); None for AWS's own."""
    if os.environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() == "true":
        return None
    own = os.environ.get(f"AWS_ENDPOINT_URL_{service_id.upper().replace(' ', '_')}")
    return own or os.environ.get("AWS_ENDPOINT_URL") or _in_profile(service_id)


@cache
def _in_profile(service_id: str) -> str | None:
    """From the configuration file, which botocore reads; not asked where no file says anything of the kind."""
    if not said_in_files():
        return None
    from botocore.configprovider import ConfiguredEndpointProvider
    from botocore.session import Session

    session = Session()
    name = service_id.lower().replace(" ", "_")
    provider = ConfiguredEndpointProvider(session.full_config, session.get_scoped_config(), name, environ={})
    found: str | None = provider.provide()
    return found


@cache
def said_in_files() -> bool:
    """Whether a file may say anything of the kind."""
    for path in filter(os.path.isfile, files()):
        with open(path, errors="replace") as file:
            if "endpoint_url" in file.read():
                return True
    return False
