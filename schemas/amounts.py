"""Amounts in HTTP bodies: whole numbers, or decimals in quotes; never binary fractions."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

WRITTEN_AMOUNT = r"^[0-9]{1,14}(\.[0-9]{1,4})?$"


def _exact(value: object) -> object:
    """Binary fractions are not what somebody counted: 0.1 has no exact one."""
    written = isinstance(value, str) and re.fullmatch(WRITTEN_AMOUNT, value)
    if written or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise ValueError(
        "数量为整数，或加引号、至多四位的小数 / a whole number, or a decimal in quotes with at most 4 places"
    )


Amount = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(ge=0, max_digits=18, decimal_places=4),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": WRITTEN_AMOUNT},
                {"type": "integer", "minimum": 0, "maximum": 10**14 - 1},
            ]
        },
        mode="validation",
    ),
]
