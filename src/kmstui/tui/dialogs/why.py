"""Why a request was refused: AWS's sentence, the rule that decided, and every statement it looked at."""

from functools import partial

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll

from kmstui.aws.errors import AwsError
from kmstui.console.decisions import Decision, Statement, explain, near
from kmstui.tui.dialogs.dialog import Dialog
from kmstui.tui.dialogs.lines import Lines
from kmstui.tui.session import Session
from kmstui.tui.spans import Span, Spans

ALLOWED, DENIED, UNALLOWED = (
    "an Allow applies, and no Deny does",
    "an explicit Deny wins over every Allow",
    "without an Allow that applies, the answer is no",
)
"""When the answer is what it is (IAM User Guide, "Policy evaluation logic")."""
RESOURCE_BASED = "resource-based policy"
HANDED_ON = "applies to the whole account: it leaves the decision to the caller's own policies"
"""What an Allow of a key policy says that applies and yet does not decide (KMS Developer Guide, "Allows
access to the AWS account and enables IAM policies")."""


class WhyDialog(Dialog[None]):
    """The statements considered and the deciding one."""

    TITLE_TEXT = "Why"

    BINDINGS = [Binding("q", "close", show=False)]  # noqa: RUF012 - as Textual declares it

    DEFAULT_CSS = """
    WhyDialog {
        & Box { width: 104; }
        & VerticalScroll { height: auto; max-height: 30; padding: 0 1; background: $k-shade; }
        &.-short VerticalScroll { max-height: 18; }
    }
    """

    def __init__(self, session: Session, request_id: str, summary: str = "") -> None:
        """Make the dialog.

        Args:
            session: The running console.
            request_id: Whose decision to explain.
            summary: AWS's message, repeated on top.
        """
        super().__init__(session)
        self._request_id = request_id
        self._summary = summary

    def compose_box(self) -> ComposeResult:
        """What is known at once."""
        with VerticalScroll():
            yield Lines(*self._head(), (Span("Asking the account…", "dim"),))

    def on_mount(self) -> None:
        """Ask for the decision."""
        self.query_one(VerticalScroll).focus()
        self.ask(partial(explain, request_id=self._request_id), self._explained)

    def refused(self, error: AwsError) -> None:
        """The account cannot say: it is not ours, or it has forgotten."""
        self._show((Span("✗ ", "err", "b"), Span(error.code, "err", "b"), Span(f"  {error.message}")))

    def _explained(self, decisions: tuple[Decision, ...]) -> None:
        if not decisions:
            self._show((Span("Nothing was decided for this request.", "dim"),))
        else:
            self._show(*(line for decision in decisions for line in decision_lines(decision)))

    def _show(self, *lines: Spans) -> None:
        self.query_one(Lines).lines = (*self._head(), *lines)

    def _head(self) -> tuple[Spans, ...]:
        request = (Span("Request ", "dim"), Span(self._request_id, "text"))
        return ((Span(self._summary),), (), request, ()) if self._summary else (request, ())


def decision_lines(decision: Decision) -> list[Spans]:
    """One decision: verdict, rule, and every statement considered with what it wants and what the request
    has."""
    glyph, colour = ("✓", "ok") if decision.allowed else ("✗", "err")
    lines: list[Spans] = [
        (
            Span(f"{glyph} ", colour, "b"),
            Span(decision.action, "head", "b"),
            Span("  allowed" if decision.allowed else "  denied", colour),
            Span(f"   {_law(decision)}", "dim"),
        ),
        (Span("  on ", "dim"), Span(decision.resource)),
        (Span(f"  {decision.reason}", "head"),),
        (),
    ]
    for statement in decision.statements:
        lines.extend(_statement_lines(statement, decision))
    if not decision.statements:
        lines.append((Span("    There was no statement to consider.", "dim"),))
    return [*lines, ()]


def _law(decision: Decision) -> str:
    if decision.allowed:
        return ALLOWED
    denied = any(statement.matched and statement.effect == "Deny" for statement in decision.statements)
    return DENIED if denied else UNALLOWED


def _statement_lines(statement: Statement, decision: Decision) -> list[Spans]:
    denies, decides = statement.effect == "Deny", statement.place == decision.decided_by
    glyph, colour = ("○", "off")
    if statement.matched:
        glyph, colour = ("✗", "err") if denies else ("✓", "ok")
    head = (
        Span("  ▌ " if decides else "    ", "orange"),
        Span(f"{glyph} ", colour, "b"),
        Span(statement.effect.ljust(6), "err" if denies else "ok"),
        Span(statement.sid or statement.policy, "head" if decides else "text", "b" if decides else ""),
        Span(f"  {statement.policy} · {statement.kind}", "dim"),
        Span("  decides", "accent", "b") if decides else Span(""),
    )
    if statement.matched:
        says = decides or decision.allowed or denies or statement.kind != RESOURCE_BASED
        return [head] if says else [head, (Span(f"      {HANDED_ON}", "dim"),)]
    wanted, others = near(statement)
    lines: list[Spans] = [head, (Span("      does not apply: ", "dim"), Span(statement.failed_on, "warn"))]
    if wanted or others:
        more = Span(f" {others}" if wanted else others, "dim")
        lines.append((Span("        wants        ", "dim"), Span(wanted), more))
        lines.append((Span("        request has  ", "dim"), Span(statement.actual or "nothing", "head")))
    return lines
