"""What all operations of EC2 have in common: the service's name, and `DryRun`.

A dry run goes as far as a caller's permissions reach and then answers with an error either way (EC2 API
reference, "DryRun").
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.ec2.refusals import DRY_RUN
from kmstui.emulator.registry import Access, Context, Handler

S = TypeVar("S")
SERVICE = "ec2"


def operation(
    name: str,
    resolve: Callable[[Context, Params], S],
    access: Callable[[Context, Params, S], Sequence[Access]],
    run: Callable[[Context, Params, S], Result],
) -> Handler[S]:
    """An EC2 operation from its stages."""

    def run_unless_dry(context: Context, params: Params, subject: S) -> Result:
        if params.get("DryRun"):
            raise DRY_RUN.error()
        return run(context, params, subject)

    return Handler(SERVICE, name, run=run_unless_dry, resolve=resolve, access=access)
