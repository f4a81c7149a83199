"""What a notebook from Kaggle says of its session becomes settings, where it means something."""

import pytest

from kagglebook.notebook.adopting.of_kaggle import settings_of

ACCELERATORS = {"none": "", "nvidiaTeslaT4": "NvidiaTeslaT4", "tpuV5E8": "TpuV5E8"}
USUAL = {"internet": True, "machine_shape": ""}
COMPETITION = {"sourceId": 3136, "sourceType": "competition"}
DATA_SET = {"sourceId": 1, "sourceType": "datasetVersion"}


def found(kaggle, *texts, usual=USUAL):
    settings, said = settings_of({"kaggle": kaggle}, texts, ACCELERATORS, usual)
    return settings, "; ".join(map(str, said))


@pytest.mark.parametrize(
    ("kaggle", "settings"),
    [
        ({}, {}),
        ({"isInternetEnabled": False}, {"internet": False}),
        ({"isInternetEnabled": True, "accelerator": "none"}, {}),
        ({"accelerator": "nvidiaTeslaT4"}, {"machine_shape": "NvidiaTeslaT4"}),
        ({"accelerator": "gpu"}, {"machine_shape": "NvidiaTeslaT4"}),
        ({"isGpuEnabled": True}, {"machine_shape": "NvidiaTeslaT4"}),
        ({"accelerator": "TPUv5e8"}, {"machine_shape": "TpuV5E8"}),
    ],
)
def test_what_differs_from_the_chapter_is_taken(kaggle, settings):
    assert found(kaggle)[0] == settings


def test_a_session_without_a_gpu_is_told_where_the_chapter_has_one():
    usual = USUAL | {"machine_shape": "NvidiaTeslaT4"}
    assert found({"accelerator": "none"}, usual=usual)[0] == {"machine_shape": ""}


def test_an_accelerator_that_is_gone_is_told():
    assert found({"accelerator": "tpu1vmV38"}) == (
        {},
        "its accelerator 'tpu1vmV38' is none that Kaggle has now: left out",
    )


def test_one_competition_is_named_by_the_path_in_the_code():
    code = 'pd.read_csv("/kaggle/input/titanic/train.csv")\npd.read_csv("../input/titanic/test.csv")'
    assert found({"dataSources": [COMPETITION]}, code)[0] == {"competition_sources": ["titanic"]}


def test_sources_that_have_no_names_are_told():
    settings, said = found({"dataSources": [DATA_SET]}, 'open("/kaggle/input/pets/a.csv")')
    assert (settings, said) == ({}, "its data sources on Kaggle have no names in it: attach them yourself (pets)")


@pytest.mark.parametrize("metadata", [{}, None, {"kaggle": 3}, {"kaggle": {"dataSources": 3, "accelerator": 3}}])
def test_metadata_of_another_kind_say_nothing(metadata):
    assert settings_of(metadata, [], ACCELERATORS, USUAL) == ({}, [])
