"""What goes into and comes out of each operation: AWS's own shapes, read without botocore.

The facts lie in one JSON file per service, which `scripts/shapes.py` writes from botocore's service models,
and in `private.py` for the service that AWS does not have. This package gives them types and reads a service
when it is first asked for. It knows neither how a value is checked nor how it goes over a wire.
"""

from kmstui.aws.shapes.model import Kind, Member, OperationShape, ServiceModel, Shape
from kmstui.aws.shapes.reading import PRIVATE_SERVICE, model_of, service_model

__all__ = [
    "PRIVATE_SERVICE",
    "Kind",
    "Member",
    "OperationShape",
    "ServiceModel",
    "Shape",
    "model_of",
    "service_model",
]
