"""What botocore's service models say about an operation: is a request well formed, which answers are secret."""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING, Any

from hardpan.model import HIDDEN

if TYPE_CHECKING:
    import botocore.session
    from botocore.model import OperationModel, Shape


def load_meanwhile() -> None:
    """Load botocore in a thread: it takes as long as a call, and is needed only once AWS has answered."""
    threading.Thread(target=_session, name="botocore", daemon=True).start()


@cache
def _operation(service: str, operation: str) -> OperationModel:
    return _session().get_service_model(service).operation_model(operation)


@cache
def _session() -> botocore.session.Session:
    import botocore.session

    return botocore.session.Session()


def faults(service: str, operation: str, parameters: dict[str, Any]) -> list[str]:
    """What is wrong with a request by AWS's own model of it; nothing when it is well formed."""
    from botocore import exceptions as boto
    from botocore.model import OperationNotFoundError
    from botocore.validate import ParamValidator

    try:
        model = _operation(service, operation)
    except (boto.UnknownServiceError, boto.DataNotFoundError, OperationNotFoundError):
        return [f"AWS has no operation {service}:{operation}"]
    if model.input_shape is None:
        return [f"{operation} takes no parameters"] if parameters else []
    report = ParamValidator().validate(parameters, model.input_shape)
    return report.generate_report().splitlines() if report.has_errors() else []


def without_secrets(service: str, operation: str, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer with every member that AWS's model marks as sensitive replaced, at any depth."""
    shape = _operation(service, operation).output_shape
    cleaned: dict[str, Any] = _clean(answer, shape) if shape else answer
    return cleaned


def _clean(value: Any, shape: Shape) -> Any:
    from botocore.model import ListShape, MapShape, StructureShape

    if shape.metadata.get("sensitive"):
        return HIDDEN
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        return {k: _clean(v, shape.members[k]) if k in shape.members else v for k, v in value.items()}
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [_clean(item, shape.member) for item in value]
    if isinstance(shape, MapShape) and isinstance(value, dict):
        return {k: _clean(v, shape.value) for k, v in value.items()}
    return value
