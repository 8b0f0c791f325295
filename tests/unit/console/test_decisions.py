"""An explanation of the account takes shape."""

from kmstui.aws.gateway import Params, Result
from kmstui.console.decisions import Decision, Statement, explain


class Explaining:
    """A gateway that explains one request."""

    def call(self, service: str, operation: str, params: Params) -> Result:
        """Explain it."""
        assert (service, operation, params) == ("kmstui", "ExplainRequest", {"RequestId": "req-1"})
        statement = {
            "Policy": "key policy",
            "Kind": "resource-based policy",
            "Sid": "Users",
            "Effect": "Allow",
            "Matched": False,
            "FailedOn": "Principal",
            "Expected": "carol",
            "Actual": "dave",
        }
        grant = {
            **statement,
            "Policy": "grant-1",
            "Kind": "grant",
            "Sid": "",
            "FailedOn": "",
            "Matched": True,
        }
        decision = {
            "Allowed": True,
            "Action": "kms:Decrypt",
            "Resource": "*",
            "Reason": "A grant on the key allows it.",
            "DecidedBy": "grant-1",
            "Statements": [statement, grant],
        }
        return {"Decisions": [decision]}


def test_every_permission_of_a_request_is_explained() -> None:
    (decision,) = explain(Explaining(), "req-1")
    assert decision == Decision(
        True,
        "kms:Decrypt",
        "*",
        "A grant on the key allows it.",
        "grant-1",
        (
            Statement(
                "key policy", "resource-based policy", "Users", "Allow", False, "Principal", "carol", "dave"
            ),
            Statement("grant-1", "grant", "", "Allow", True, "", "carol", "dave"),
        ),
    )


def test_a_statement_is_placed_as_the_decision_names_it() -> None:
    (decision,) = explain(Explaining(), "req-1")
    users, grant = decision.statements
    assert users.place == "key policy, Users"
    assert grant.place == decision.decided_by
