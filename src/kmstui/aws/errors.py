"""The one exception that crosses a gateway.

An error is AWS's code and AWS's message, nothing else: no HTTP status, no traceback, no secret. What a
transport makes of it is the transport's business.
"""


class AwsError(Exception):
    """An AWS service refused a call.

    `code` and `message` are AWS's own words; many KMS errors really do carry an empty message.
    `request_id` names the call, so that a console can ask the account why it was refused.
    """

    def __init__(self, code: str, message: str = "", *, request_id: str = "") -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.request_id = request_id

    def __str__(self) -> str:
        return f"{self.code}: {self.message}" if self.message else self.code
