"""The calls of Kaggle's client and of its SDK that are made, all of them: a test holds each against what is installed.

The client has no promise of stability: its 2.2.5 renamed what 2.2.4 had. So each call stands here once, with what it
takes and with the fields of its answer that are read; when one moves, the test names it, and nothing else has to be
searched (tests/kaggle/test_calls.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

KERNELS = "kagglesdk.kernels.types.kernels_api_service"
DATA_SETS = "kagglesdk.datasets.types.dataset_api_service"
MODELS = "kagglesdk.models.types.model_api_service"
KERNELS_CLIENT, DATA_SETS_CLIENT = "kernels.kernels_api_client", "datasets.dataset_api_client"
ABOUT_DATA = ("owner_slug", "dataset_slug")
ABOUT_A_RUN = ("user_name", "kernel_slug", "version_label")


@dataclass(frozen=True)
class Service:
    """A call of the SDK: the module of its types, its request and the fields that are set; the classes of what comes
    back, each with the fields that are read; and the part of `KaggleClient()` that has it."""

    types: str
    request: str
    sets: tuple[str, ...] = ()
    reads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    client: str = KERNELS_CLIENT


# Methods of `KaggleApi`, with the parameters that are passed.
CLIENT: Mapping[str, tuple[str, ...]] = {
    "authenticate": (),
    "build_kaggle_client": (),
    "dataset_create_new": ("folder", "public", "quiet", "dir_mode"),
    "dataset_create_version": ("folder", "version_notes", "quiet", "dir_mode"),
    "get_config_value": ("name",),
    "kernels_logs_stream": ("kernel",),
    "with_retry": ("func",),
    "kernels_push": ("folder", "timeout", "no_run"),
}

# Methods of a part of `KaggleClient()`, by name.
SERVICES: Mapping[str, Service] = {
    # Made by `dataset_create_new` and, of a version, by `dataset_create_version`, whose answers are read here.
    "create_dataset": Service(
        DATA_SETS,
        "ApiCreateDatasetRequest",
        ("owner_slug", "slug", "title", "license_name", "is_private", "files"),
        {"ApiCreateDatasetResponse": ("error", "status", "url")},
        DATA_SETS_CLIENT,
    ),
    "create_dataset_version": Service(
        DATA_SETS, "ApiCreateDatasetVersionRequest", ("owner_slug", "dataset_slug", "body"), client=DATA_SETS_CLIENT
    ),
    "get_dataset": Service(
        DATA_SETS,
        "ApiGetDatasetRequest",
        ABOUT_DATA,
        {"ApiDataset": ("current_version_number", "is_private", "title", "url")},
        DATA_SETS_CLIENT,
    ),
    "get_dataset_status": Service(
        DATA_SETS,
        "ApiGetDatasetStatusRequest",
        ABOUT_DATA,
        {"ApiGetDatasetStatusResponse": ("status",)},
        DATA_SETS_CLIENT,
    ),
    "get_accelerator_quota_statistics": Service(
        KERNELS,
        "ApiGetAcceleratorQuotaStatisticsRequest",
        reads={
            "ApiGetAcceleratorQuotaStatisticsResponse": ("quota_refresh_time", "gpu_quota", "tpu_quota"),
            "ApiAcceleratorQuota": ("time_used", "time_reserved", "total_time_allowed"),
        },
    ),
    "get_kernel": Service(
        KERNELS,
        "ApiGetKernelRequest",
        ("user_name", "kernel_slug"),
        {
            "ApiGetKernelResponse": ("metadata", "blob"),
            "ApiKernelMetadata": ("current_version_number", "machine_shape", "docker_image"),
            "ApiKernelBlob": ("source",),
        },
    ),
    "get_kernel_session_status": Service(
        KERNELS,
        "ApiGetKernelSessionStatusRequest",
        ABOUT_A_RUN,
        {"ApiGetKernelSessionStatusResponse": ("status", "failure_message")},
    ),
    "list_kernel_session_output": Service(
        KERNELS,
        "ApiListKernelSessionOutputRequest",
        (*ABOUT_A_RUN, "page_token", "page_size"),
        {
            "ApiListKernelSessionOutputResponse": ("files", "log", "next_page_token"),
            "ApiKernelSessionOutputFile": ("file_name", "url"),
        },
    ),
    "get_model": Service(
        MODELS, "ApiGetModelRequest", ("owner_slug", "model_slug"), {"ApiModel": ("slug",)}, "models.model_api_client"
    ),
    # Made by `kernels_push`, whose answer is read here.
    "save_kernel": Service(
        KERNELS,
        "ApiSaveKernelRequest",
        ("session_timeout_seconds", "kernel_execution_type", "machine_shape"),
        {
            "ApiSaveKernelResponse": (
                "error",
                "version_number",
                "url",
                "invalid_dataset_sources",
                "invalid_competition_sources",
                "invalid_kernel_sources",
                "invalid_model_sources",
                "invalid_tags",
            )
        },
    ),
}


def request_of(name: str) -> Any:
    """A new request of a call of the table, of the installed SDK's class."""
    service = SERVICES[name]
    return getattr(import_module(service.types), service.request)()
