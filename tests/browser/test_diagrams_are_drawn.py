"""A diagram is words until somebody asks for the drawing; what draws it can do nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Demo
from tests.browser.ways import IN_A_BROWSER, PHONE

pytestmark = IN_A_BROWSER
TEXT = """Before.

```mermaid
flowchart LR
  A[Weir] --> B["<img src=x onerror=parent.hurt=1>"]
```

```mermaid
sequenceDiagram
  Ana->>Otter: hola
```

```mermaid
no such thing
```
"""


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(browser: Browser, demo: Demo, complaints: list[str]) -> Iterator[Page]:
    context = browser.new_context(**PHONE)
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    demo.sign_in(page, "heron")
    page.goto(f"{demo.address}/commons/public/-/new")
    page.fill("[name=name]", "drawn")
    page.fill("[name=text]", TEXT)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/commons/public/drawn")
    yield page
    context.close()


def test_a_reader_asks_and_sees_the_drawing_beside_its_words(page: Page, complaints: list[str]) -> None:
    fetched: list[str] = []
    page.on("request", lambda asked: fetched.append(asked.url))
    page.reload()
    buttons = page.get_by_role("button", name="Draw this diagram")
    expect(buttons).to_have_count(3)
    assert [each for each in fetched if "mermaid" in each] == []
    buttons.first.click()
    expect(page.get_by_role("img", name="A diagram")).to_have_count(2)
    assert page.locator("figure.diagram img").evaluate_all("all => all.every(one => one.naturalWidth > 100)")
    expect(page.get_by_text("It could not be drawn; its words stay.")).to_have_count(1)
    page.get_by_text("In words").first.click()
    expect(page.locator("figure.diagram pre").first).to_contain_text("A[Weir] -->")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("window.hurt") is None
    # What the first diagram tries is refused by the frame's own policy, and nothing else goes wrong.
    assert [each for each in complaints if "inline event handler violates" not in each] == []
