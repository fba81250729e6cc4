"""The connection to Temporal: one data converter, standard `TEMPORAL_*` names, what its workers are called."""

from importlib.metadata import version

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import CompositePayloadConverter, DataConverter
from temporalio.envconfig import ClientConfig, ClientConnectConfig
from temporalio.service import GrpcCompression, RPCError
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
        address: host:port of the platform's own server, which knows no login and one namespace. None: the
            environment says where, as whom and which.
        lazy: connect at first use, so that a service starts, and says what is missing, while
            Temporal is away. A worker can't be lazy.

    Raises:
        StartError: it can't be reached, or there is no such namespace.
    """
    config = _by_environment() if address is None else ClientConnectConfig(target_host=address)
    target = config.get("target_host", "127.0.0.1:7233")
    try:
        client = await Client.connect(
            target,
            namespace=config.get("namespace", "default"),
            api_key=config.get("api_key"),
            tls=config.get("tls", False),
            data_converter=DataConverter(payload_converter_class=SharedPayloadConverter),
            lazy=lazy,
            grpc_compression=GrpcCompression.NONE,
        )
        if not lazy:
            await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
    except RPCError as error:
        raise StartError(f"Temporal {target}: {_line(error)}; set TEMPORAL_NAMESPACE, TEMPORAL_API_KEY") from error
    except RuntimeError as error:
        raise StartError(f"连不上 Temporal / no Temporal at {target}: {_line(error)}; set TEMPORAL_ADDRESS") from error
    return client


def _by_environment() -> ClientConnectConfig:
    try:
        return ClientConfig.load_client_connect_config()
    except (OSError, RuntimeError, ValueError) as error:
        # The first line says what and where; those behind it quote the file, which may hold a key.
        said = str(error).partition("\n")[0]
        raise StartError(f"Temporal 的设置有误 / TEMPORAL_* settings: {said}") from error


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
