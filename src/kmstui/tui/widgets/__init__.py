"""Widgets drawn line by line; none of them knows a sibling or the gateway."""
