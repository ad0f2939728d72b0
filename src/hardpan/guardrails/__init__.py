"""The guardrails: policies that we attach, each beside requests it must deny and requests it must leave alone."""

from hardpan.guardrails.attachments import ROOT, Target, attachments, lowest, where
from hardpan.guardrails.catalogue import GUARDRAILS
from hardpan.guardrails.compose import Document, compose
from hardpan.guardrails.declarative import effective
from hardpan.guardrails.guardrail import Ask, Guardrail, Judgement, PolicyType
from hardpan.guardrails.limits import LIMITS, Limit
from hardpan.guardrails.parameters import EXAMPLE, Parameters
from hardpan.guardrails.proof import Lockout, Wanted, grown, lockouts, needed
from hardpan.guardrails.render import render
from hardpan.guardrails.shown import faults
from hardpan.guardrails.stages import STAGES, Stage, in_order

__all__ = [
    "EXAMPLE",
    "GUARDRAILS",
    "LIMITS",
    "ROOT",
    "STAGES",
    "Ask",
    "Document",
    "Guardrail",
    "Judgement",
    "Limit",
    "Lockout",
    "Parameters",
    "PolicyType",
    "Stage",
    "Target",
    "Wanted",
    "attachments",
    "compose",
    "effective",
    "faults",
    "grown",
    "in_order",
    "lockouts",
    "lowest",
    "needed",
    "render",
    "where",
]
