"""CloudTrail: the record of every call, and the event history over it."""
