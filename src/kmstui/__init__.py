"""The AWS KMS and EBS console in a terminal, with a small AWS account behind it.

This package root imports nothing, so that every entry point pays only for what it uses.
"""

__version__ = "0.1.0"
"""Said here and nowhere else: the package's metadata is read from this line."""
