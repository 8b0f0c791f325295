"""AWS's wire protocols: bytes to calls and answers to bytes.

Sans-I/O: nothing here opens, reads or waits for anything. Knows the shapes of the services, but neither an
account nor a server.
"""
