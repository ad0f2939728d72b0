"""What we know of stages of HTTP and WebSocket APIs."""

from __future__ import annotations

from dataclasses import dataclass

from ..apigateway.facts import ApiStage


@dataclass(frozen=True, kw_only=True)
class Stage(ApiStage):
    """Of an HTTP or WebSocket API.

    https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages-stagename.html
    """

    _kind = "apis"
