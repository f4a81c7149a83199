"""The chapter's page in a browser, opened from the disk: as a reader sees and uses it."""

import json
import shutil

import pytest

from kagglebook.commands.main import run
from tests.support import CHAPTER, ROOT

SLUG = "cv-ch01-program-1-addition"
FORMULA = "두 수를 더한다: $a + b$\n#\n# $$\\sum_i x_i$$"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The tiny course's site, executed, with variants and a formula."""
    repo = tmp_path_factory.mktemp("site") / "repo"
    shutil.copytree(ROOT / "tests" / "support" / "tiny", repo)
    edit(repo / "chapters/01/1_01_addition.py", "두 수를 더한다.", FORMULA)
    variants = '{ grid = { first = [3, 4], second = [1.0, 2.0] }, drop = ["total"] }'
    table = f'compare = {{ value = "total" }}\nvariants = [{variants}]\n'
    edit(repo / CHAPTER, 'template = "1_01_addition.py"\n', f'template = "1_01_addition.py"\n{table}')
    for words in (["run", "--chapter", "1", "--variants"], ["page", "--chapter", "1", "--variants"]):
        run(words, repo)
    return (repo / "output" / "site").as_uri()


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def violations(tab) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(tab, options={"preload": False}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


def test_a_reader_finds_his_way_from_page_to_page(tab, site):
    tab.goto(f"{site}/index.html")
    tab.get_by_role("link", name="1장").click()
    tab.get_by_role("link", name="더하기").first.click()
    assert tab.url.endswith(f"{SLUG}.html")
    assert tab.locator("pre.out", has_text="total 1.5").first.is_visible()
    tab.locator("a[rel=next]").click()
    assert "subtraction" in tab.url
    assert tab.wrong == []


def test_formulas_are_drawn_with_fonts_of_the_page_s_own(tab, site):
    tab.goto(f"{site}/chapter-01/{SLUG}.html")
    tab.wait_for_selector(".math .katex-display")
    assert tab.locator("span.math .katex").count() == 1
    assert tab.evaluate("document.fonts.ready.then(() => [...document.fonts].some(each => each.status === 'loaded'))")
    assert tab.wrong == []


def test_a_variant_is_chosen_by_its_values_and_the_nearest_is_shown(tab, site):
    tab.goto(f"{site}/chapter-01/{SLUG}.html")
    visible = tab.locator(".choice:visible")
    assert visible.count() == 1
    first, second = (tab.locator(f".picker select[name={name}]") for name in ("first", "second"))
    values = lambda: json.loads(visible.first.get_attribute("data-values"))  # noqa: E731
    assert values() == {"first": "1", "second": "0.5"}  # the program itself, at its quick parameters
    first.select_option("3")  # there is none with 0.5
    assert values()["first"] == "3" and second.input_value() == values()["second"] != "0.5"
    second.select_option("2.0")
    assert (values(), visible.count()) == ({"first": "3", "second": "2.0"}, 1)
    assert tab.wrong == []


def test_light_and_dark_are_the_reader_s_choice(tab, site):
    tab.emulate_media(color_scheme="light")
    tab.goto(f"{site}/chapter-01/index.html")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = tab.evaluate(ground)
    tab.locator("#theme").press("Enter")
    assert tab.evaluate(ground) != light
    assert tab.locator("#theme").get_attribute("aria-pressed") == "true"


def test_the_first_step_of_the_keyboard_skips_to_the_text(tab, site):
    tab.goto(f"{site}/chapter-01/{SLUG}.html")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert tab.url.endswith("#text")


@pytest.mark.parametrize("width", [320, 1280, 3840])
def test_no_width_makes_the_page_scroll_sideways(tab, site, width):
    tab.set_viewport_size({"width": width, "height": 800})
    for name in ("index.html", f"chapter-01/{SLUG}.html", "chapter-01/index.html"):
        tab.goto(f"{site}/{name}")
        assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", "chapter-01/index.html", f"chapter-01/{SLUG}.html"])
def test_who_can_not_see_it_can_use_it(tab, site, name, scheme):
    tab.emulate_media(color_scheme=scheme)
    tab.goto(f"{site}/{name}")
    assert violations(tab) == []
    assert tab.wrong == []


def test_without_scripts_all_variants_are_there_and_no_button_does_nothing(browser, site):
    tab = browser.new_context(java_script_enabled=False).new_page()
    tab.goto(f"{site}/chapter-01/{SLUG}.html")
    assert tab.locator(".choice:visible").count() > 1
    assert tab.locator("button:visible, select:visible").count() == 0
    tab.context.close()


def test_what_is_dark_on_the_screen_is_dark_ink_on_paper(tab, site):
    tab.emulate_media(color_scheme="light")
    tab.goto(f"{site}/chapter-01/{SLUG}.html")
    ink = "getComputedStyle(document.querySelector('.notebook h1')).color"
    black = tab.evaluate(ink)
    for scheme, chosen in (("dark", ""), ("light", "dark")):  # the system's, and the reader's own
        tab.emulate_media(color_scheme=scheme, media="screen")
        tab.evaluate("chosen => { document.documentElement.dataset.theme = chosen; }", chosen)
        assert tab.evaluate(ink) != black
        tab.emulate_media(media="print")
        assert tab.evaluate(ink) == black


def test_on_a_phone_the_checks_are_read_without_scrolling_sideways(tab, site):
    tab.set_viewport_size({"width": 360, "height": 740})
    tab.goto(f"{site}/chapter-01/{SLUG}.html")
    assert tab.locator(".checked tbody tr").count() > 3
    assert tab.evaluate("(each => each.scrollWidth <= each.clientWidth)(document.querySelector('.checked .wide'))")
    assert tab.locator(".checked tbody td:last-child").first.bounding_box()["x"] < 360
    assert violations(tab) == []


def test_words_are_larger_on_a_screen_of_four_thousand_points(tab, site):
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    found = []
    for width in (400, 1440, 3840):
        tab.set_viewport_size({"width": width, "height": 900})
        tab.goto(f"{site}/index.html")
        found.append(tab.evaluate(size))
    assert found[0] == 16 and found == sorted(set(found)) and found[2] > 24
