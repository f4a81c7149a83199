"""The environment of a notebook: what computing needs, and none of its user's secrets.

A notebook may print its environment, and what it prints is kept. So a variable is handed on only where its name is
known to be harmless; `run --env NAME` adds one.
"""

import re
from collections.abc import Iterable, Mapping

NAMES = re.compile(
    "PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|TERM|TZ|TMPDIR|TMP|TEMP|PWD|COLUMNS|LINES|NO_COLOR|FORCE_COLOR"
    "|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|VIRTUAL_ENV|CONDA_PREFIX|CONDA_DEFAULT_ENV|SOURCE_DATE_EPOCH"
    "|SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE"
    "|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|USERPROFILE|USERNAME|HOMEDRIVE|HOMEPATH|APPDATA|LOCALAPPDATA"
    "|PROGRAMDATA|PROGRAMFILES|NUMBER_OF_PROCESSORS|PROCESSOR_ARCHITECTURE|OS",
    re.IGNORECASE,  # as Windows spells them
)
# Of Python, of the libraries that compute, and of those that draw.
FAMILIES = re.compile(
    "LC_|XDG_|PYTHON|PYDEVD_|IPYTHON|JUPYTER_|MPL|TQDM_|OMP_|GOMP_|KMP_|MKL_|OPENBLAS_|BLIS_|VECLIB_|NUMEXPR_|NUMBA_"
    "|ATEN_|TORCH|PYTORCH_|CUDA_|CUBLAS_|CUDNN_|NVIDIA_|NCCL_|ROCM_|HIP_|HSA_|XLA_|TF_|ONEDNN_|DNNL_|MALLOC_"
)
PROXY = re.compile("(?:https?|all|no)_proxy", re.IGNORECASE)
# Whatever family it is of: JUPYTER_TOKEN.
SECRET = re.compile("KEY|TOKEN|SECRET|PASS|CREDENTIAL|AUTH|COOKIE|SIGNATURE", re.IGNORECASE)


def of_a_notebook(environment: Mapping[str, str], also: Iterable[str] = ()) -> dict[str, str]:
    """The variables of an environment that a notebook gets: those that are harmless, and those named in `also`."""
    named = set(also)
    kept = {name: value for name, value in environment.items() if name in named or _is_harmless(name, value)}
    # Threads that wait give their core to others. Spinning instead makes two notebooks on two cores many times slower;
    # it changes no number.
    return {"OMP_WAIT_POLICY": "PASSIVE"} | kept


def _is_harmless(name: str, value: str) -> bool:
    if SECRET.search(name):
        return False
    if PROXY.fullmatch(name):
        return "@" not in value  # a proxy with a password in its address
    return bool(NAMES.fullmatch(name) or FAMILIES.match(name))
