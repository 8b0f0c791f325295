"""The command line, and the only place where clock, store, account, data plane and console are put together.

Modules here import inside functions on purpose: `kmstui call` must not pay for Textual (180 ms), nor the
console for the account (120 ms) before its first paint.
"""

from kmstui.cli.main import main

__all__ = ["main"]
