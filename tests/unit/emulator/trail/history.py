"""Events to write into a history."""

from datetime import UTC, datetime, timedelta

from kmstui.emulator.trail.model import TrailEvent, TrailResource

START = datetime(2026, 3, 1, tzinfo=UTC)
ACCOUNT = "111122223333"


def make(
    minute: float = 0,
    name: str = "DescribeKey",
    *,
    user: str = "alice",
    about: tuple[str, ...] = (),
    region: str = "us-east-1",
    read_only: bool = True,
    account: str = ACCOUNT,
) -> TrailEvent:
    """An event that happened so many minutes after START, about the keys with these ARNs."""
    return TrailEvent(
        event_id=f"event-{name}-{minute}",
        time=START + timedelta(minutes=minute),
        name=name,
        source="kms.amazonaws.com",
        account=account,
        region=region,
        read_only=read_only,
        record=f'{{"eventName":"{name}"}}',
        user=user,
        request_id=f"request-{minute}",
        resources=tuple(TrailResource("AWS::KMS::Key", arn) for arn in about),
    )
