"""Every guardrail: the documents in `documents/`, each beside its definition."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import product
from typing import Any

from hardpan.config import document
from hardpan.guardrails.guardrail import Ask, Guardrail, Judgement
from hardpan.model import Severity

_FOLDER = files("hardpan.guardrails").joinpath("documents")


def _all() -> Iterator[Guardrail]:
    definitions = (file for file in _FOLDER.iterdir() if file.name.endswith(".yaml"))
    for file in sorted(definitions, key=lambda file: file.name):
        yield _read(file.name.removesuffix(".yaml"), file)


def _read(name: str, file: Traversable) -> Guardrail:
    said = document.read(file.read_text(encoding="utf-8")).values
    return Guardrail(
        name=name,
        kind=said["kind"],
        prevents=said["prevents"],
        control=_judgement(said["control"]) if "control" in said else None,
        page=said["page"],
        stage=said["stage"],
        before=tuple(said.get("before", ())),
        needs=tuple(said.get("needs", ())),
        template=json.loads(_FOLDER.joinpath(f"{name}.json").read_text(encoding="utf-8")),
        denies=tuple(_asks(said.get("denies", ()))),
        leaves=tuple(_asks(said.get("leaves", ()))),
    )


def _judgement(said: Mapping[str, Any]) -> Judgement:
    return Judgement(**{**said, "severity": Severity(said["severity"])})


def _asks(entries: Any) -> Iterator[Ask]:
    """An entry that lists actors, actions or resources is one request for each combination."""
    for entry in entries:
        fixed = {key: value for key, value in entry.items() if key in ("region", "of", "keys", "statement")}
        several = (_listed(entry["by"]), _listed(entry["action"]), _listed(entry.get("resource", "*")))
        for by, action, resource in product(*several):
            yield Ask(by=by, action=action, resource=resource, **fixed)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


GUARDRAILS: Mapping[str, Guardrail] = {guardrail.name: guardrail for guardrail in _all()}
