"""Everything the engine must know of a caller to decide, gathered beforehand so that deciding is pure."""

from dataclasses import dataclass, field

from kmstui.emulator.iam.context import Conditions
from kmstui.emulator.iam.document import Policy
from kmstui.emulator.registry import Caller


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """A policy and what people call it."""

    name: str
    """Such as `AdministratorAccess (group administrators)`."""
    policy: Policy


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks, with the policies that hang on them, and the global condition keys of the call."""

    caller: Caller
    identity: tuple[NamedPolicy, ...] = ()
    """Inline and managed policies of the user and its groups, or of the role."""
    boundary: NamedPolicy | None = None
    """The permissions boundary; None where there is none."""
    session: tuple[NamedPolicy, ...] = ()
    """Session policies; empty where the session has none."""
    conditions: Conditions = field(default_factory=dict)
    """Condition keys that follow from the caller and the moment, see `context.caller_conditions`."""
