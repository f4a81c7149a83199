"""The page of a preview in a browser: Debian's chromium, driven by playwright."""

import pytest

from tests.support import ADD, ADDITION, SLUGS
from tests.support.previewing import preview, tiny_course

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
sync_api.expect.set_options(timeout=60_000)
FIRST, SECOND = SLUGS


@pytest.fixture(scope="module")
def repo(tmp_path_factory):
    """The tiny course that one preview shows to all of these tests: each finds it as it was before the others."""
    return tiny_course(tmp_path_factory.mktemp("preview"))


@pytest.fixture(scope="module")
def live(repo):
    with preview(repo, "--editor", "vscode") as made:
        made.begin(FIRST)
        yield made


@pytest.fixture
def page(browser, live, repo):
    """The page, of which nothing leaves this machine, and that has nothing to complain of."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    made = context.new_page()
    said, asked = [], []
    made.on("console", lambda message: said.append(message.text))
    made.on("pageerror", lambda error: said.append(str(error)))
    made.on("request", lambda request: asked.append(request.url))
    with live.shared(repo):
        made.goto(live.address)
        yield made
    assert not said
    assert [url for url in asked if not url.startswith((live.address, "data:"))] == []
    context.close()


def test_a_save_is_seen_at_its_cell_a_fault_on_top_and_mended_again(page, edit):
    expect = sync_api.expect
    expect(page.locator("#block-cell-add")).to_contain_text("total 1.5")
    expect(page.locator("#block-state .state")).to_have_class("state passed")
    edit(ADD, 'print("total", total)', 'print("total", total)\nprint("seen")')
    expect(page.locator("#block-cell-add")).to_contain_text("seen")
    expect(page.locator("#block-cell-add")).to_have_class("block changed")
    expect(page.locator("#block-cell-add")).to_be_in_viewport()
    expect(page.locator("#block-state .state")).to_have_class("state passed")

    edit(ADDITION, "program.params.second", "program.params.secnod")
    faults = page.locator("#block-faults .faults")
    expect(faults).to_be_visible()
    expect(faults.locator("a")).to_have_text(f"{ADDITION}:8")
    assert faults.locator("a").get_attribute("href").startswith("vscode://file/")
    assert faults.locator("a").get_attribute("href").endswith(f"{ADDITION}:8")
    expect(page.locator("#block-cell-add")).to_contain_text("seen")

    edit(ADDITION, "program.params.secnod", "program.params.second")
    expect(faults).to_have_count(0)


def test_another_program_is_opened_from_the_list_and_run_then(page):
    expect = sync_api.expect
    row = page.locator(f"#program-{SECOND}")
    expect(row).to_have_class("unseen")
    row.locator("a").click()
    expect(page.locator("#block-cell-subtract")).to_be_visible()
    expect(row).to_have_class("passed open")
    page.reload()
    expect(page.locator("#block-cell-subtract")).to_be_visible()


def test_a_run_is_watched_and_stopped(page, replace_add, meeting):
    expect = sync_api.expect
    replace_add(meeting.cell)
    _, connection = meeting.wait()
    with connection:
        expect(page.locator("#block-state progress")).to_be_visible()
        expect(page.locator("#block-cell-add .run.now")).to_be_visible()
        page.locator("#block-state button").click()
        expect(page.locator("#block-state .state")).to_have_class("state stopped")


@pytest.mark.parametrize("width", [400, 1280])
def test_nothing_is_wider_than_the_page(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    sync_api.expect(page.locator("#block-state .state")).to_have_class("state passed")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [400, 1280])
def test_a_verdict_stands_in_one_line(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.locator(".checks summary").click()
    page.locator(".checks td").nth(1).evaluate("each => { each.textContent = '0.12345, '.repeat(50); }")
    verdicts = page.locator(".checks :is(td, th):last-child")
    lines = "all => all.map(each => { const range = document.createRange(); range.selectNodeContents(each);"
    assert verdicts.evaluate_all(f"{lines} return range.getClientRects().length; }})") == [1] * verdicts.count()
    assert verdicts.count() > 1
