"""Queue names, workflow ids and failure types, each once."""

TASK_QUEUE = "measures"
REFUSED = "refused"
UNKNOWN_MEASURE = "unknown_measure"
# Replaying costs about a millisecond an event and one command leaves six: sixty-odd commands a run.
CONTINUE_AFTER_EVENTS = 400


def measure_workflow_id(measure_id: str) -> str:
    """`measure-{campaign}-{number}`: a measure's id is its campaign's and its number."""
    return f"measure-{measure_id}"


def campaign_workflow_id(campaign_id: str) -> str:
    return f"campaign-{campaign_id}"


# The change that gave measures a clock; runs begun before it are replayed without.
CLOCKED = "clock"


def lane_queue(task_queue: str) -> str:
    """Lanes have a queue of their own: a slow receiver never stands before a measure."""
    return f"{task_queue}-hooks"


def lane_workflow_id(endpoint_id: str) -> str:
    return f"lane-{endpoint_id}"
