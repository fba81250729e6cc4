"""A refusal of `workflows.people_rules`, as the problem a caller gets."""

from services.errors import ProblemError
from workflows.people_rules import PeopleRefused


def demand(refused: PeopleRefused | None) -> None:
    if refused:
        raise ProblemError(refused.code, refused.about)
