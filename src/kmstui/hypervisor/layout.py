"""The sizes a volume is made of, in bytes. Stands apart so that who needs only these imports no cipher."""

SECTOR = 512
"""Requests begin and end at multiples of this."""
GRANULE = 4096
"""Written or a hole: the smallest piece whose being written is remembered, and whose tweak is cached."""
UNIT_BYTES = 512 << 10
"""A block of the volume, a slot of the file and an XTS data unit; EBS's own block size."""
SLOT_MASK = 2**32 - 1
"""The lower half of a unit number is the slot; the upper half is the number of the file it lies in."""
