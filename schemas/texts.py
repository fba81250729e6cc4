"""Texts and labels that commands carry, with their limits.

Sizes are capped because an oversized update argument is a poison pill for its workflow.
"""

from typing import Annotated

from pydantic import Field, StringConstraints

# 16 KiB of UTF-8 is about 5,400 Chinese characters; three bytes each keeps a note below the cap.
Note = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=5400),
    Field(examples=["已对照整改方案逐项核对，情况属实。"]),
]
UnitId = Annotated[str, StringConstraints(max_length=64)]
# A month, an ISO week, a fortnight or two months: workflows/periods.py says which days they have.
Period = Annotated[
    str,
    StringConstraints(pattern=r"^20\d\d-(0[1-9]|1[0-2]|W(0[1-9]|[1-4]\d|5[0-3])|F(0[1-9]|1\d|2[0-6])|B[1-6])$"),
    Field(examples=["2026-11", "2026-W48", "2026-F24", "2026-B6"]),
]
Place = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
