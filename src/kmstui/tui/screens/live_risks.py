"""What ends or endangers a live volume's I/O, and therefore asks first: disabling its key, detaching it."""

from functools import partial

from textual import on

from kmstui.aws.gateway import Gateway
from kmstui.console import live
from kmstui.tui.commands import Danger
from kmstui.tui.dialogs.confirm import Question, Verdict
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.screens.live_commands import DetachLive, ToggleLiveKey
from kmstui.tui.screens.live_watch import Watching
from kmstui.tui.widgets.pills import pill

IO_GOES_ON = (
    "I/O goes on: the plaintext data key is in the memory of the instance's host, and KMS is not asked for"
    " reads and writes. The next attachment will fail until the key is enabled again."
)


WIPES = "The load stops, and the data key is wiped from memory. Attaching again asks KMS for it."


class KeyAndAttachment(Watching):
    """The live page as far as its KMS key and its attachment go."""

    @on(ToggleLiveKey)
    def _toggle_key(self) -> None:
        key = self.key
        if key.key_state == "Disabled":
            self._set_key(key.key_id, enabled=True)
            return
        question = Question(
            title="Disable KMS key",
            danger=Danger.CONFIRM,
            confirm="Disable key",
            subject=key.key_name,
            detail=key.key_id,
            state=pill(key.key_state) if key.key_state else (),
            body=((IO_GOES_ON),),
            calls=("kms:DisableKey",),
        )
        self.confirm(question, lambda _verdict: self._set_key(key.key_id, enabled=False))

    def _set_key(self, key_id: str, *, enabled: bool) -> None:
        def query(gateway: Gateway) -> None:
            live.set_key(gateway, key_id, enabled=enabled)

        def done(_nothing: None) -> None:
            if enabled:
                self.flash(Flash(Kind.OK, "KMS key enabled.", "The volume can be attached again."))
            else:
                self.flash(
                    Flash(Kind.WARNING, "KMS key disabled.", "I/O goes on; the next attach will fail.")
                )

        self.ask(query, done)

    @on(DetachLive)
    def _ask_to_detach(self) -> None:
        volume = self.live
        assert volume is not None

        def detached(let_go: bool) -> None:
            if let_go:
                wiped = f"The data key of {volume.volume_id} is wiped."
                self.flash(Flash(Kind.OK, "Volume detached.", wiped))
            else:
                held = f"The instance has not let go of {volume.volume_id} yet."
                self.flash(Flash(Kind.WARNING, "The volume is busy.", held))

        def go_ahead(_verdict: Verdict) -> None:
            self.ask(partial(live.detach, volume=volume), detached)

        question = Question(
            title="Detach volume",
            danger=Danger.ANSWER,
            confirm="Detach",
            subject=volume.name or volume.volume_id,
            detail=f"{volume.device} of {volume.instance_id}",
            body=(WIPES if volume.encrypted else "The load stops.",),
            calls=("ec2:DetachVolume",),
        )
        self.confirm(question, go_ahead)
