"""A refusal of `workflows.people_rules` or `workflows.unit_rules`, as the problem a caller gets."""

from services.errors import ProblemError
from workflows.people_rules import DirectoryRefused


def demand(refused: DirectoryRefused | None) -> None:
    if refused:
        raise ProblemError(refused.code, refused.about)
