"""The account's own cryptography: the only rooms of the emulator that import `cryptography`.

What lies here handles plaintext key bytes. Nothing here knows an AWS operation, a record or a store.
"""
