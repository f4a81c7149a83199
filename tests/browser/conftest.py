"""A browser that is installed: Debian's chromium, by playwright. Without one these tests are skipped, and say why."""

import shutil

import pytest

WORLD = ("http://", "https://", "ws://", "wss://")
HERE = ("http://127.0.0.1:", "ws://127.0.0.1:")


@pytest.fixture(scope="module")  # while it is there, an event loop runs in this thread
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="no playwright: pip install playwright")
    path = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no chromium: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def tab(browser):
    """A page that notes what goes wrong: errors of the console, and requests that leave the machine."""
    context = browser.new_context()
    page = context.new_page()
    page.wrong = []
    page.on("console", lambda message: page.wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("requestfailed", lambda request: page.wrong.append(f"failed: {request.url}"))
    page.on("request", lambda request: page.wrong.append(request.url) if _leaves(request.url) else None)
    yield page
    context.close()


def _leaves(address: str) -> bool:
    return address.startswith(WORLD) and not address.startswith(HERE)
