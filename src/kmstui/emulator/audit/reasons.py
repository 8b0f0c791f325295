"""What was decided about a call, kept beside its record as the text that `ExplainRequest` answers from.

The same decision is made for the same call again and again and is remembered where it is made, so its text is
remembered here, by the very object. Decides nothing.
"""

from collections.abc import Sequence

from kmstui.emulator.audit.text import text
from kmstui.emulator.iam.decision import Decision

_MOST = 4_000
"""Texts that are remembered; each is a few hundred bytes."""
_TEXTS: dict[int, tuple[Decision, str]] = {}


def decisions_text(decisions: Sequence[Decision]) -> str:
    """Decisions as JSON, in the form of the gateway's `Decision`."""
    if len(decisions) == 1:
        return _text(decisions[0])
    return f"[{','.join([_text(decision)[1:-1] for decision in decisions])}]"


def _text(decision: Decision) -> str:
    """One decision in brackets; the same object for all events of it that are in memory."""
    known = _TEXTS.get(id(decision))
    if known is not None and known[0] is decision:
        return known[1]
    written = f"[{text(decision.as_result())}]"
    if len(_TEXTS) >= _MOST:
        _TEXTS.clear()
    _TEXTS[id(decision)] = (decision, written)
    return written
