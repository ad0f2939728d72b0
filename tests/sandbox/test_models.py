"""botocore's models, as moto loads them: once each, however many requests come first."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import moto.core.routing
import pytest

from hardpan.sandbox import moto_adapter


def test_a_model_is_loaded_once_though_many_ask_for_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    load = moto.core.routing.get_service_model

    def counted(service: str) -> Any:
        loaded.append(service)
        return load(service)

    monkeypatch.setattr(moto.core.routing, "get_service_model", counted)
    moto_adapter.get_service_router.cache_clear()
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "SERVER_NAME": "here", "SERVER_PORT": "80"}
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda _: moto_adapter.operation_of("sqs", {**environ, "wsgi.url_scheme": "http"}), range(64)))
    assert loaded == ["sqs"]
