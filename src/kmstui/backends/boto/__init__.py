"""Accounts somewhere else: AWS itself, and whatever answers at an endpoint URL, through botocore.

`endpoint` can be imported without botocore; what it is opened with is in `connection`.
"""
