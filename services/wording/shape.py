"""The shape of a problem's words.

`{about}`, `{rule}` and `{state}` are filled from the refusal. Every detail says what to do next.
"""

from typing import NamedTuple


class Wording(NamedTuple):
    status: int
    title_zh: str
    title_en: str
    detail_zh: str
    detail_en: str
