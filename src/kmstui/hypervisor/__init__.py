"""The data plane: attached volumes, and the only holder of their plaintext data keys."""
