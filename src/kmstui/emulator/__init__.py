"""The account: KMS, EC2 and EBS, IAM and CloudTrail in one process, over one database.

It knows neither a terminal nor a protocol; it is reached by `dispatch` alone.
"""
