"""The emulator's own objects, for handlers that must read or change what its interface does not show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moto.backends import get_backend
from moto.core.exceptions import JsonRESTError, ServiceException

from ..registry import AwsError, Call


def backend(call: Call, service: str | None = None) -> Any:
    """The emulator's memory of a regional service in the call's account and Region; of its own service by default."""
    return get_backend(service or call.service)[call.account][call.region]  # type: ignore[call-overload]


@contextmanager
def refusing() -> Iterator[None]:
    """The emulator's refusals, raised while its objects are used directly, as AWS's."""
    try:
        yield
    except AwsError:
        raise
    except ServiceException as refused:
        raise AwsError(str(refused.code), str(refused.message)) from None
    except JsonRESTError as refused:
        raise AwsError(str(refused.error_type), str(refused.message)) from None
