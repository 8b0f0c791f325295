"""The emulator's ciphers: the only folder of it that imports `cryptography`."""
