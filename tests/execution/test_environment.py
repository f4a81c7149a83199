import pytest

from kagglebook.execution.kernels.environment import of_a_notebook

SECRETS = {
    "KAGGLE_KEY": "s",
    "KAGGLE_USERNAME": "u",
    "KAGGLE_API_TOKEN": "s",
    "AWS_SECRET_ACCESS_KEY": "s",
    "GITHUB_TOKEN": "s",
    "HF_TOKEN": "s",
    "OPENAI_API_KEY": "s",
    "DATABASE_URL": "postgres://u:p@h/d",
    "PGPASSWORD": "s",
    "JUPYTER_TOKEN": "s",
    "PYTHON_KEYRING_BACKEND": "s",
    "SSH_AUTH_SOCK": "/tmp/agent",
    "HTTPS_PROXY": "http://u:p@proxy:1",
    "http_proxy": "http://u:p@proxy:1",
    "MY_PAT": "s",
    "PIP_INDEX_URL": "https://u:p@h/simple",
    "PATHS": "x",
}
HARMLESS = {
    "PATH": "/bin",
    "HOME": "/home/me",
    "LANG": "ko_KR.UTF-8",
    "LC_ALL": "C",
    "PYTHONPATH": "/x",
    "OMP_NUM_THREADS": "2",
    "MKL_CBWR": "COMPATIBLE",
    "ATEN_CPU_CAPABILITY": "default",
    "CUDA_VISIBLE_DEVICES": "0",
    "LD_LIBRARY_PATH": "/lib",
    "MPLBACKEND": "agg",
    "https_proxy": "http://proxy:1",
    "SystemRoot": "C:\\Windows",
    "TMPDIR": "/tmp",
}


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_not_handed_on_unless_it_is_named(name):
    assert name not in of_a_notebook(SECRETS)
    assert of_a_notebook(SECRETS, [name])[name] == SECRETS[name]


@pytest.mark.parametrize("name", HARMLESS)
def test_what_computing_needs_is_handed_on(name):
    assert of_a_notebook(HARMLESS | SECRETS)[name] == HARMLESS[name]


def test_threads_that_wait_do_not_spin_unless_the_user_says_so():
    assert of_a_notebook({}) == {"OMP_WAIT_POLICY": "PASSIVE"}
    assert of_a_notebook({"OMP_WAIT_POLICY": "ACTIVE"}) == {"OMP_WAIT_POLICY": "ACTIVE"}
