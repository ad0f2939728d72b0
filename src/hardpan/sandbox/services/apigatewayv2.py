"""HTTP and WebSocket APIs: a stage that is changed, which the emulator lacks.

API reference: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages-stagename.html
"""

from __future__ import annotations

from ..registry import Answer, Call, overlay
from .emulator import backend, refusing


@overlay("apigatewayv2", "UpdateStage")
def update_stage(call: Call) -> Answer:
    """Its access log, description and variables; what else may be changed is left as it is."""
    asked = call.parameters
    with refusing():
        stage = backend(call).get_stage(asked["ApiId"], asked["StageName"])
    if "AccessLogSettings" in asked:
        logs = asked["AccessLogSettings"]
        stage.access_log_settings = {f"{name[:1].lower()}{name[1:]}": value for name, value in logs.items()}
    stage.description = asked.get("Description", stage.description)
    stage.stage_variables = asked.get("StageVariables", stage.stage_variables)
    return {"StageName": stage.name, "AccessLogSettings": asked.get("AccessLogSettings", {})}
