"""The commands on EC2 instances, and how each asks before it goes ahead."""

from collections.abc import Callable, Sequence
from functools import partial

from textual import on

from kmstui.aws.gateway import Gateway
from kmstui.console import instances
from kmstui.console.instances import InstanceRow, fitting, unavailable
from kmstui.tui.commands import Command, Danger
from kmstui.tui.dialogs.confirm import Question
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.messages import Go
from kmstui.tui.screen import Page
from kmstui.tui.spans import Span
from kmstui.tui.widgets.pills import pill


class LaunchInstance(Command):
    """Launch a new instance in one of the Region's zones."""

    id = "instances.launch"
    title = "Launch instance"
    label = "Launch"
    key = "c"
    mutates = True


class StartOrStop(Command):
    """Stop a running instance, or start a stopped one. Its encrypted volumes need their KMS keys to start."""

    id = "instances.toggle"
    title = "Start or stop"
    label = "Start/stop"
    key = "e"
    mutates = True
    danger = Danger.CONFIRM


class TerminateInstance(Command):
    """Terminate instances. They do not come back; volumes are kept unless they were to go with them."""

    id = "instances.terminate"
    title = "Terminate instance"
    label = "Terminate…"
    key = "x"
    mutates = True
    danger = Danger.TYPE


class OpenFirstVolume(Command):
    """Open the first volume on the instance."""

    id = "instances.volume"
    title = "Open volume"
    label = "Volume"
    key = "v"


class CopyInstanceId(Command):
    """Copy the instance ID to the clipboard."""

    id = "instances.copy-id"
    title = "Copy instance ID"
    label = "Copy ID"
    key = "y"


INSTANCE_VERBS: tuple[type[Command], ...] = (
    LaunchInstance,
    StartOrStop,
    TerminateInstance,
    OpenFirstVolume,
    CopyInstanceId,
)
"""Everything that can be done, the most frequent first."""

Change = Callable[[Gateway, Sequence[InstanceRow]], tuple[InstanceRow, ...]]
"""Something that is done to instances."""


class InstanceVerbs(Page):
    """A page that means some instances, and does these things to them."""

    def meant(self) -> tuple[InstanceRow, ...]:
        """The instances that a command would change now."""
        return ()

    def why_not(self, command: type[Command]) -> str:
        """What the instances' states say against a command."""
        chosen = self.meant()
        if command is StartOrStop:
            stoppable = unavailable(chosen, "StopInstances")
            return "" if not stoppable else unavailable(chosen, "StartInstances")
        if command is TerminateInstance:
            return unavailable(chosen, "TerminateInstances")
        if command is OpenFirstVolume:
            return "" if chosen and chosen[0].devices else "no volume hangs on it"
        if command is CopyInstanceId:
            return "" if chosen else "no instance selected"
        return super().why_not(command)

    @on(OpenFirstVolume)
    def _open_first(self) -> None:
        self.post_message(Go("ec2.volume", volume_id=self.meant()[0].devices[0].volume_id))

    @on(CopyInstanceId)
    def _copy_id(self) -> None:
        self.copy(self.meant()[0].instance_id, "Instance ID")

    @on(StartOrStop)
    def _toggle(self) -> None:
        running = fitting(self.meant(), "StopInstances")
        if running:
            self.confirm(stop_question(running), lambda _v: self._do(instances.stop, "stopping", running))
        else:
            self._do(instances.start, "starting", fitting(self.meant(), "StartInstances"))

    @on(TerminateInstance)
    def _terminate(self) -> None:
        chosen = fitting(self.meant(), "TerminateInstances")
        act = partial(self._do, instances.terminate, "shutting down", chosen)
        self.confirm(terminate_question(chosen), lambda _verdict: act())

    def _do(self, action: Change, became: str, chosen: tuple[InstanceRow, ...]) -> None:
        def query(gateway: Gateway) -> tuple[InstanceRow, ...]:
            return action(gateway, chosen)

        self.ask(query, partial(self._done, became))

    def _done(self, became: str, done: tuple[InstanceRow, ...]) -> None:
        what = f"{done[0].label} is" if len(done) == 1 else f"{len(done)} instances are"
        self.flash(Flash(Kind.OK, "Success.", f"{what} {became}."))


def stop_question(chosen: tuple[InstanceRow, ...]) -> Question:
    """What to ask before instances are stopped."""
    body = (
        "The plaintext data keys of its volumes are forgotten. Starting it again needs their KMS keys:"
        " where one cannot be used, the instance stays stopped."
    )
    return _question(chosen, "Stop", Danger.CONFIRM, body, "ec2:StopInstances")


def terminate_question(chosen: tuple[InstanceRow, ...]) -> Question:
    """What to ask before instances are terminated."""
    body = "It does not come back. Its volumes are detached and kept, unless they are deleted on termination."
    return _question(chosen, "Terminate", Danger.TYPE, body, "ec2:TerminateInstances")


def _question(chosen: tuple[InstanceRow, ...], verb: str, danger: Danger, body: str, call: str) -> Question:
    one = len(chosen) == 1
    first = chosen[0]
    volumes = ", ".join(f"{device.volume_id} ({device.name})" for row in chosen for device in row.devices)
    lines = ((Span("Volumes: ", "dim"), Span(volumes)),) if volumes else ()
    return Question(
        title=f"{verb} instance" if one else f"{verb} {len(chosen)} instances",
        danger=danger,
        confirm=f"{verb} instance" if one else f"{verb} instances",
        subject=first.label if one else f"{len(chosen)} instances",
        detail=first.instance_id if one and first.name else ", ".join(row.label for row in chosen[1:]),
        state=pill(first.state) if one else (),
        body=((Span(body),), *lines),
        token=first.label if one else "terminate",
        calls=(call,),
    )
