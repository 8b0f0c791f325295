"""The kinds of timers KMS sets; each timer's subject is the path of the key it is for."""

DELETE = "kms.delete-key"
"""The waiting period of a key's deletion ends."""
ROTATE = "kms.rotate-key"
"""A key's material is to be replaced."""
