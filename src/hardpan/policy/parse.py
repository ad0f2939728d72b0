"""From JSON to statements: the grammar, and what each kind of policy must and may not say.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from hardpan.policy.condition import Condition
from hardpan.policy.problem import PolicyProblem
from hardpan.policy.statement import Effect, Element, Principals, Statement

# Where a policy is attached: to a user or role, to a resource, to a role as whom it trusts, to an organization.
Use: TypeAlias = Literal["identity", "resource", "trust", "scp", "rcp"]

_ELEMENTS = frozenset(
    {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition"}
)
_PRINCIPALS = frozenset({"AWS", "Service", "Federated", "CanonicalUser"})
_ACTION = re.compile(r"\*|[A-Za-z0-9*?-]+:[A-Za-z0-9*?-]+")
_FORBIDDEN: dict[Use, frozenset[str]] = {
    "identity": frozenset({"Principal", "NotPrincipal"}),
    "resource": frozenset(),
    "trust": frozenset({"Resource", "NotResource"}),
    "scp": frozenset({"Principal", "NotPrincipal"}),
    "rcp": frozenset({"NotPrincipal", "NotAction"}),
}
_WITH_RESOURCE = frozenset[Use]({"identity", "scp", "rcp"})
_WITH_PRINCIPAL = frozenset[Use]({"resource", "trust", "rcp"})


def parsed_text(text: str) -> Any:
    """JSON, with keys that are given twice refused: which of the two counts would be a guess."""
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise PolicyProblem(f"it is not JSON: {error.msg}", f"line {error.lineno}, column {error.colno}") from None


def parsed_statements(given: Any, use: Use | None, *, variables: bool) -> tuple[Statement, ...]:
    """The statements of a policy; one may stand without a list."""
    listed = given if isinstance(given, list) else [given]
    if not listed:
        raise PolicyProblem("there is none", "Statement")
    found = tuple(_statement(one, f"Statement[{number}]", use, variables) for number, one in enumerate(listed))
    twice = [sid for sid, times in Counter(one.sid for one in found if one.sid).items() if times > 1]
    if twice:
        raise PolicyProblem(f"two statements have the Sid {twice[0]}", "Statement")
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    twice = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]
    if twice:
        raise PolicyProblem(f"{twice[0]} is given twice")
    return dict(pairs)


def _statement(given: Any, where: str, use: Use | None, variables: bool) -> Statement:
    if not isinstance(given, Mapping):
        raise PolicyProblem("a statement is a JSON object", where)
    where = f"{where} ({given['Sid']})" if given.get("Sid") else where
    if unknown := sorted(set(given) - _ELEMENTS):
        raise PolicyProblem(f"{unknown[0]} is not an element of a statement", where)
    if use is not None:
        _suits(given, where, use)
    return Statement(
        effect=_effect(given, where, use),
        action=_actions(given, where),
        resource=_either(given, "Resource", where),
        principals=_principals(given, where, use),
        conditions=tuple(_conditions(given.get("Condition", {}), f"{where}.Condition", variables)),
        sid=_sid(given, where),
        variables=variables,
    )


def _suits(given: Mapping[str, Any], where: str, use: Use) -> None:
    if forbidden := sorted(set(given) & _FORBIDDEN[use]):
        raise PolicyProblem(f"{forbidden[0]} has no place in a policy of this kind ({use})", where)
    if use in _WITH_RESOURCE and not {"Resource", "NotResource"} & set(given):
        raise PolicyProblem("it has neither Resource nor NotResource", where)
    if use in _WITH_PRINCIPAL and not {"Principal", "NotPrincipal"} & set(given):
        raise PolicyProblem("it does not say for whom: it has no Principal", where)


def _effect(given: Mapping[str, Any], where: str, use: Use | None) -> Effect:
    effect: Any = given.get("Effect")
    if effect not in ("Allow", "Deny"):
        raise PolicyProblem(f"Effect is Allow or Deny, not {effect!r}", where)
    if use == "rcp" and effect == "Allow":
        raise PolicyProblem("a resource control policy of your own can only deny", where)
    allowed: Effect = effect
    return allowed


def _sid(given: Mapping[str, Any], where: str) -> str | None:
    sid = given.get("Sid")
    if not isinstance(sid, str | None):
        raise PolicyProblem("Sid is a text", where)
    return sid or None


def _actions(given: Mapping[str, Any], where: str) -> Element:
    element = _either(given, "Action", where)
    if element is None:
        raise PolicyProblem("it has neither Action nor NotAction", where)
    for action in element.values:
        if not _ACTION.fullmatch(action):
            raise PolicyProblem(f"{action!r} is no action; one is written service:Action", where)
    return element


def _either(given: Mapping[str, Any], name: str, where: str) -> Element | None:
    """`Action` or `NotAction`, never both."""
    present = [key for key in (name, f"Not{name}") if key in given]
    if len(present) == 2:
        raise PolicyProblem(f"it has both {name} and Not{name}", where)
    return Element(_texts(given[present[0]], f"{where}.{present[0]}"), but=present[0] != name) if present else None


def _principals(given: Mapping[str, Any], where: str, use: Use | None) -> Principals | None:
    present = [key for key in ("Principal", "NotPrincipal") if key in given]
    if len(present) == 2:
        raise PolicyProblem("it has both Principal and NotPrincipal", where)
    if not present:
        return None
    named = tuple(_named(given[present[0]], f"{where}.{present[0]}"))
    if use == "rcp" and named != (("*", "*"),):
        raise PolicyProblem('the Principal of a resource control policy is "*"', where)
    return Principals(named, but=present[0] == "NotPrincipal")


def _named(given: Any, where: str) -> Iterator[tuple[str, str]]:
    if given == "*":
        yield ("*", "*")
        return
    if not isinstance(given, Mapping) or not given:
        raise PolicyProblem('a principal is "*" or an object as {"AWS": ARN}', where)
    for kind, names in given.items():
        if kind not in _PRINCIPALS:
            raise PolicyProblem(f"{kind} is no kind of principal", where)
        yield from ((kind, name) for name in _texts(names, f"{where}.{kind}"))


def _conditions(given: Any, where: str, variables: bool) -> Iterator[Condition]:
    if not isinstance(given, Mapping):
        raise PolicyProblem("it is an object as {operator: {key: values}}", where)
    for operator, keys in given.items():
        if not isinstance(keys, Mapping):
            raise PolicyProblem("an operator holds an object as {key: values}", f"{where}.{operator}")
        for key, values in keys.items():
            at = f"{where}.{operator}.{key}"
            try:
                yield Condition(operator, key, _texts(values, at), variables)
            except PolicyProblem as problem:
                raise PolicyProblem(problem.fault, problem.where or at) from None


def _texts(given: Any, where: str) -> tuple[str, ...]:
    """Texts, one of which may stand without a list; JSON's own numbers and truths mean the same as text."""
    listed = given if isinstance(given, list | tuple) else [given]
    for value in listed:
        if not isinstance(value, str | int | float):
            raise PolicyProblem(f"{json.dumps(value, default=str)} is not a text", where)
    if not listed:
        raise PolicyProblem("the list is empty", where)
    return tuple(("true" if value else "false") if isinstance(value, bool) else str(value) for value in listed)
