"""Why a request was allowed or refused: every statement that was considered, and the one that decided.

The account decides and says so (`kmstui:ExplainRequest`); this only gives its answer a shape.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kmstui.aws.gateway import Gateway


@dataclass(frozen=True, slots=True)
class Statement:
    """One policy statement or grant, and what came of holding it against the request."""

    policy: str
    """The policy it stands in; a grant's id."""
    kind: str
    """`resource-based policy`, `identity-based policy`, `grant` …"""
    sid: str
    """Its Sid, or its place as `statement 2`."""
    effect: str
    """`Allow` or `Deny`."""
    matched: bool
    """Whether it applies to the request."""
    failed_on: str = ""
    """The first element that does not match, such as `Action`."""
    expected: str = ""
    """What that element asks for."""
    actual: str = ""
    """What the request has there."""

    @property
    def place(self) -> str:
        """Where it stands, as `Decision.decided_by` names it."""
        return f"{self.policy}, {self.sid}" if self.sid else self.policy


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether one action on one resource was allowed, and why."""

    allowed: bool
    action: str
    """Such as `kms:Decrypt`."""
    resource: str
    """The ARN, or `*`."""
    reason: str
    """The rule that decided, as a sentence."""
    decided_by: str
    """The place of the statement that decided; empty where the lack of one did."""
    statements: tuple[Statement, ...]
    """Everything considered, in the order of the policies."""


def near(statement: Statement) -> tuple[str, str]:
    """What a statement wanted, cut to what could have fitted, and how much was left out.

    A policy that allows reading everything lists dozens of actions; of those only the ones of the service
    that was called tell anything.
    """
    if statement.failed_on != "Action" or ":" not in statement.actual:
        return statement.expected, ""
    service = statement.actual.partition(":")[0]
    patterns = [pattern.strip() for pattern in statement.expected.split(",")]
    fitting = [pattern for pattern in patterns if pattern.startswith((f"{service}:", "*"))]
    others = len(patterns) - len(fitting)
    if not others:
        return statement.expected, ""
    counted = "1 action" if others == 1 else f"{others} actions"
    return ", ".join(
        fitting
    ), f"and {counted} of other services" if fitting else f"{counted} of other services"


def explain(gateway: Gateway, request_id: str) -> tuple[Decision, ...]:
    """Every permission that one request needed, in the order in which they were looked at."""
    answer = gateway.call("kmstui", "ExplainRequest", {"RequestId": request_id})
    return tuple(decision_from(item) for item in answer["Decisions"])


def decision_from(item: Mapping[str, Any]) -> Decision:
    """One `Decision` of the gateway."""
    return Decision(
        item["Allowed"],
        item["Action"],
        item["Resource"],
        item["Reason"],
        item["DecidedBy"],
        tuple(_statement(statement) for statement in item["Statements"]),
    )


def _statement(item: Mapping[str, Any]) -> Statement:
    return Statement(
        item["Policy"],
        item["Kind"],
        item["Sid"],
        item["Effect"],
        item["Matched"],
        item["FailedOn"],
        item["Expected"],
        item["Actual"],
    )
