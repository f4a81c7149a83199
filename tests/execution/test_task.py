from kagglebook.execution.task import imported_modules, modules_named


def test_all_forms_of_import_are_found_also_inside_functions():
    code = "import a, b.c as d\ndef f():\n    from e import g as h, i"
    assert imported_modules([code, "from j.k import *"]) == {"a", "b.c", "e", "e.g", "e.i", "j.k"}


def test_relative_imports_and_mere_names_are_no_modules():
    assert imported_modules(["from . import a", "b = 'import c'"]) == set()


def test_a_text_that_is_no_python_names_no_module():
    assert modules_named(["import json", "import (", "import csv\0", "-" * 100_000 + "1"]) == {"json"}
