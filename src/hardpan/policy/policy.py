"""A policy: its statements, read from JSON, checked, and written again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hardpan.policy.parse import Use, parsed_statements, parsed_text
from hardpan.policy.problem import PolicyProblem
from hardpan.policy.statement import Statement
from hardpan.policy.write import document_of

_VERSIONS = ("2012-10-17", "2008-10-17")
_KEPT = 2048  # actions of which a policy remembers the statements


@dataclass(frozen=True)
class Policy:
    """A policy document. Two are equal if they say the same in the same order, whatever they are called."""

    statements: tuple[Statement, ...]
    version: str | None = _VERSIONS[0]
    id: str | None = None
    name: str = field(default="", compare=False)  # how a decision names it
    _by_action: dict[str, tuple[Statement, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def parse(cls, document: Mapping[str, Any] | str, *, name: str = "", use: Use | None = None) -> Policy:
        """The policy in a document or its JSON text; PolicyProblem says what is wrong with one and where.

        `use` says where it is to be attached, which decides what it must and may not say.
        """
        try:
            return _parsed(parsed_text(document) if isinstance(document, str) else document, name, use)
        except PolicyProblem as problem:
            raise PolicyProblem(problem.fault, problem.where, policy=name) from None

    def dumps(self) -> str:
        """Its JSON text without white space, a list of one written as that one."""
        return json.dumps(self.document(), separators=(",", ":"), ensure_ascii=False)

    def document(self) -> dict[str, Any]:
        """What `parse` would read it from."""
        return document_of(self.version, self.id, self.statements)

    def concerning(self, verb: str) -> tuple[Statement, ...]:
        """Its statements about this action, which is given in lower case."""
        found = self._by_action.get(verb)
        if found is None:
            if len(self._by_action) >= _KEPT:
                self._by_action.clear()
            found = tuple(statement for statement in self.statements if statement.concerns(verb))
            self._by_action[verb] = found
        return found

    def label(self, statement: Statement) -> str:
        """How a statement of it is named: its Sid, or where it stands."""
        if statement.sid:
            return statement.sid
        return f"Statement[{next(n for n, one in enumerate(self.statements) if one is statement)}]"


def _parsed(document: Any, name: str, use: Use | None) -> Policy:
    if not isinstance(document, Mapping):
        raise PolicyProblem("a policy is a JSON object")
    if unknown := sorted(set(document) - {"Version", "Id", "Statement"}):
        raise PolicyProblem(f"{unknown[0]} is not an element of a policy")
    version, identifier = document.get("Version"), document.get("Id")
    if version not in (None, *_VERSIONS):
        raise PolicyProblem(f"{version!r} is not a version; there are {' and '.join(_VERSIONS)}", "Version")
    if not isinstance(identifier, str | None):
        raise PolicyProblem("Id is a text", "Id")
    if "Statement" not in document:
        raise PolicyProblem("it has no Statement")
    statements = parsed_statements(document["Statement"], use, variables=version == _VERSIONS[0])
    return Policy(statements, version, identifier, name)


# What AWS attaches to everything when SCPs or RCPs are turned on.
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
FULL_ACCESS = Policy.parse(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}, name="FullAWSAccess"
)
