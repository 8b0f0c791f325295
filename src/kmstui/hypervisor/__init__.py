"""The data plane: the only holder of plaintext data keys.

It serves blocks. It knows nothing of KMS, IAM or the account: whoever attaches a volume hands it the key.
"""
