"""The live page: what an instance does to its volume, and the same bytes as they lie on disk."""

from functools import partial

from textual import on

from kmstui.console import live
from kmstui.console.live import SECTOR, LiveVolume
from kmstui.console.live_workload import WorkloadForm, form_of, members
from kmstui.tui.commands import Command
from kmstui.tui.messages import Go, Run
from kmstui.tui.screens.live_bar import LiveBar
from kmstui.tui.screens.live_commands import (
    LIVE_VERBS,
    CopyHexdump,
    DetachLive,
    EditWorkload,
    Inspect,
    NextSector,
    NextVolume,
    NextWindow,
    NextWritten,
    Pause,
    PreviousSector,
    ShowKey,
    StartStop,
    StepClock,
    ToggleLiveKey,
)
from kmstui.tui.screens.live_dialogs import PlaceDialog, WorkloadDialog
from kmstui.tui.screens.live_risks import KeyAndAttachment
from kmstui.tui.screens.live_watch import WINDOWS
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.hex_pane import HexPane
from kmstui.tui.widgets.key_values import KeyValueCard

COARSE_TOO = frozenset({NextVolume, DetachLive})
"""What can be done with a volume of which there are only CloudWatch's metrics."""


class Live(KeyAndAttachment):
    """One attached volume, live."""

    PAGE = "live"
    VERBS = LIVE_VERBS
    HELP = (
        "Start a load on an attached volume and watch what EBS encryption does: every block is encrypted with"
        " the volume's data key, AES-256-XTS, without asking KMS. The inspector shows a sector as the"
        " instance reads it beside the bytes in the file; `y` copies the hexdump command that shows the same."
    )
    AUTO_FOCUS = "HexPane"

    def why_not(self, command: type[Command]) -> str:
        """What speaks against a command now."""
        if command is StepClock and not self.session.clock.frozen:
            return "the clock runs by itself"
        if self.live is None:
            return "" if command is StepClock else "no volume is attached"
        if self.coarse and command not in COARSE_TOO:
            return f"not available on {self.session.endpoint.label}"
        sector = self.body.hex.sector
        reasons = {
            NextVolume: "" if len(self.volumes) > 1 else "it is the only attached volume",
            ToggleLiveKey: self._key_is_fixed(),
            CopyHexdump: "" if sector and sector.file else "nothing is stored there",
            ShowKey: "" if self.has_class("-narrow") else "both are in sight",
        }
        return reasons.get(command, "")

    def _key_is_fixed(self) -> str:
        if not self.key.key_id:
            return "the volume is not encrypted"
        return "AWS manages this key" if self.key.key_manager == "AWS" else ""

    @on(Pause)
    def _pause(self) -> None:
        self.paused = not self.paused
        self.draw()
        if not self.paused:
            self.look(everything=True)

    @on(NextWindow)
    def _next_window(self) -> None:
        self.seconds = WINDOWS[(WINDOWS.index(self.seconds) + 1) % len(WINDOWS)]
        self.draw()

    @on(NextVolume)
    @on(LiveBar.VolumeClicked)
    def _next_volume(self, event: NextVolume | LiveBar.VolumeClicked) -> None:
        ids = [volume.volume_id for volume in self.volumes]
        if isinstance(event, LiveBar.VolumeClicked):
            self.show_volume(event.volume_id)
        elif self.live is not None:
            self.show_volume(ids[(ids.index(self.live.volume_id) + 1) % len(ids)])

    @on(LiveBar.ControlClicked)
    def _control(self, event: LiveBar.ControlClicked) -> None:
        self.post_message(Run(event.command))

    @on(StartStop)
    def _start_or_stop(self) -> None:
        assert self.live is not None
        if self.rates.running:
            self.ask(partial(live.stop_load, volume_id=self.live.volume_id), _nothing)
        else:
            self._start(self.live, form_of(self.rates.load))

    @on(EditWorkload)
    def _edit_workload(self) -> None:
        volume = self.live
        assert volume is not None

        def take(form: WorkloadForm | None) -> None:
            if form is not None:
                self._start(volume, form)

        dialog = WorkloadDialog(self.session, form_of(self.rates.load), volume.size_bytes)
        self.app.push_screen(dialog, take)

    def _start(self, volume: LiveVolume, form: WorkloadForm) -> None:
        workload = members(form, volume.size_bytes)
        self.ask(partial(live.start_load, volume_id=volume.volume_id, workload=workload), _nothing)

    @on(StepClock)
    def _step_clock(self) -> None:
        def stepped(_nothing: None) -> None:
            self.ticked()

        self.ask(partial(live.advance_clock, seconds=1.0), stepped)

    @on(Inspect)
    def _inspect(self) -> None:
        assert self.live is not None

        def take(offset: int | None) -> None:
            if offset is not None:
                self.show_place(offset)

        self.app.push_screen(PlaceDialog(self.session, self.place, self.live.size_bytes), take)

    @on(PreviousSector)
    @on(NextSector)
    @on(NextWritten)
    @on(HexPane.Stepped)
    def _step(self, event: Command | HexPane.Stepped) -> None:
        if isinstance(event, NextWritten):
            self.find_from(self.place + SECTOR)
        elif isinstance(event, HexPane.Stepped):
            self.show_place(self.place + event.by * SECTOR)
        else:
            self.show_place(self.place + (SECTOR if isinstance(event, NextSector) else -SECTOR))

    @on(CopyHexdump)
    def _copy_hexdump(self) -> None:
        if self.body.hex.sector is not None:
            self.copy(live.hexdump_command(self.body.hex.sector), "Hexdump command")

    @on(ShowKey)
    def _show_key(self) -> None:
        self.body.toggle_class("-key")
        (self.body.card if self.body.has_class("-key") else self.body.hex).focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        match event.button.id:
            case "attach":
                self.post_message(Go("ec2.volumes"))
            case "detach":
                self.post_message(Run(DetachLive.id))
            case "disable":
                self.post_message(Run(ToggleLiveKey.id))

    @on(KeyValueCard.LinkFollowed)
    def _follow(self, event: KeyValueCard.LinkFollowed) -> None:
        self.post_message(Go("kms.key", key_id=event.link.partition(":")[2]))


def _nothing(_answer: None) -> None:
    """The page loads again by itself, as the account has changed."""
