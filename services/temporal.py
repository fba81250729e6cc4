"""The connection to Temporal: one data converter, standard `TEMPORAL_*` names, what its workers are called."""

from importlib.metadata import version

from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import CompositePayloadConverter, DataConverter
from temporalio.envconfig import ClientConfig
from temporalio.worker import WorkerDeploymentConfig

from services.settings import StartError

# The SDK makes a converter anew for every activation and every workflow; each would build its type
# adapters again. This one is made once and shared: it holds nothing but those adapters.
SHARED = PydanticPayloadConverter()
# A name that is not given the SDK makes of the code of every imported module: half a second at each start.
THIS_RELEASE = WorkerDeploymentConfig(
    WorkerDeploymentVersion(deployment_name="zhenggai", build_id=version("zhenggai")), use_worker_versioning=False
)


class SharedPayloadConverter(CompositePayloadConverter):
    """Pydantic payloads, with one cache of type adapters for the whole process."""

    def __init__(self) -> None:
        super().__init__(*SHARED.converters.values())


async def connect(address: str | None = None, *, lazy: bool = False) -> Client:
    """Connect to the server that TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and the like name.

    Args:
        address: host:port, instead of TEMPORAL_ADDRESS.
        lazy: connect at first use, so that a service starts, and says what is missing, while
            Temporal is away. A worker can't be lazy.

    Raises:
        StartError: it can't be reached.
    """
    config = ClientConfig.load_client_connect_config()
    if address is not None:
        config["target_host"] = address
    target = config.get("target_host", "127.0.0.1:7233")
    try:
        return await Client.connect(
            target,
            namespace=config.get("namespace", "default"),
            api_key=config.get("api_key"),
            tls=config.get("tls", False),
            data_converter=DataConverter(payload_converter_class=SharedPayloadConverter),
            lazy=lazy,
        )
    except RuntimeError as error:
        raise StartError(f"连不上 Temporal / no Temporal at {target}: {error}; set TEMPORAL_ADDRESS") from error
