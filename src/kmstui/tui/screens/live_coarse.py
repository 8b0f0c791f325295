"""The live page where the account is not kmstui's own: CloudWatch's metrics, looked at once a minute."""

from functools import partial

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Realm
from kmstui.console.ebs_metrics import VolumeMetrics, volume_metrics
from kmstui.console.live import LiveVolume
from kmstui.tui.screen import Page
from kmstui.tui.screens.live_metrics import MetricsBody
from kmstui.tui.session import Session


class Coarse(Page):
    """A page that watches one volume, whose metrics it can show in place of meters."""

    def __init__(self, session: Session, **arguments: str) -> None:
        super().__init__(session, **arguments)
        self.live: LiveVolume | None = None
        """The volume that is shown."""
        self.coarse = session.endpoint.realm is Realm.AWS
        """Whether there are only metrics: the account has no data plane that one may ask."""
        self.metrics_body = MetricsBody(session.endpoint.label)
        self.looking = False
        """Whether an answer about the volume is still to come."""

    def look_at_metrics(self, volume: LiveVolume) -> None:
        """Ask CloudWatch for the last hour of a volume."""
        query = partial(volume_metrics, volume_id=volume.volume_id, now=self.session.clock.now())
        then = partial(self._take_metrics, volume)
        self.ask(query, then, refused=partial(self._take_no_metrics, volume))

    def _take_metrics(self, volume: LiveVolume, metrics: VolumeMetrics) -> None:
        self.looking = False
        if volume is self.live:
            self.metrics_body.show(metrics)

    def _take_no_metrics(self, volume: LiveVolume, error: AwsError) -> None:
        self.looking = False
        if volume is self.live:
            self.metrics_body.refuse(error)
