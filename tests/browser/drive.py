"""Drives `report.html` in Chromium as people use it: filters, sorts, turns pages, by keyboard, in the dark, on a phone, on
paper, with few findings and with more than it holds. Fails on any console message and on any request that leaves it.

    tests/browser/install
    target/browser/bin/python tests/browser/drive.py target/release/intake
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

SAMPLES = (
    "run samples/prospects.xlsx samples/prospects.csv --existing samples/existing.csv "
    "--existing samples/customers-crm.csv --partner-domain alize-cloud-sample.fr --format csv"
).split()

# How long a person may wait for the page to answer, in seconds; a busy machine takes some times what a quiet one does.
PATIENCE = 5

# The least contrast of text, WCAG 2.2 AA.
CONTRAST = 4.5

# Of each element with text of its own: how it stands out from the nearest background that is there.
CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => { const part = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b); };
  const behind = (one) => { for (; one; one = one.parentElement) {
    const color = rgba(getComputedStyle(one).backgroundColor); if (color[3] === 255) return color; }
    return [255, 255, 255, 255]; };
  const own = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return [...document.body.querySelectorAll("*")]
    .filter((one) => own(one) && !["SCRIPT", "NOSCRIPT", "OPTION"].includes(one.tagName) && !one.disabled)
    .map((one) => { const [a, b] = [light(rgba(getComputedStyle(one).color)), light(behind(one))];
      return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), one.className + " " + one.textContent.slice(0, 40)]; });
}"""

passed, failures = 0, []


def expect(holds, what):
    global passed
    if holds:
        passed += 1
    else:
        failures.append(what)
        print("FAILED:", what)


class Report:
    """A report in a page of the browser, and what it has said and asked for."""

    def __init__(self, browser, path, **options):
        self.said, self.asked = [], []
        self.page = browser.new_context(**options).new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.url = Path(path).resolve().as_uri()
        self.page.goto(self.url)
        self.findings = self.page.locator('[data-table="findings"]')

    def caption(self):
        return self.findings.locator("caption").inner_text()

    def total(self):
        digits = self.caption().split(" of ")[-1]
        return int("".join(filter(str.isdigit, digits)) or 0)

    def cells(self, column):
        return self.findings.locator(f"td.c-{column}").all_inner_texts()

    def until(self, what, answered):
        start = time.monotonic()
        while not answered() and time.monotonic() - start < PATIENCE:
            self.page.wait_for_timeout(20)
        took = time.monotonic() - start
        expect(answered(), f"{what}: no answer within {PATIENCE} seconds, the page says `{self.caption()}`")
        return took

    def stayed_alone(self, name):
        expect(not self.said, f"{name}: the console says {self.said}")
        asked = [url for url in self.asked if url.split("#")[0] != self.url and not url.startswith("data:")]
        expect(not asked, f"{name}: the page asked for {asked}")


def filters_and_sorts(report):
    page, findings = report.page, report.findings
    everything = report.total()
    findings.get_by_label("Search").fill("kestrel info(at)")
    report.until("searching", lambda: 0 < report.total() < everything)
    expect(all("Kestrel" in company for company in report.cells("company")), "the search shows other companies")
    findings.get_by_label("Search").fill("no such thing anywhere")
    report.until("searching for nothing", lambda: "Nothing fits" in report.caption())
    findings.get_by_role("button", name="Show all").click()
    report.until("showing all", lambda: report.total() == everything)
    findings.get_by_label("Severity").select_option(label=first_option(findings, "Severity"))
    expect(set(report.cells("severity")) == {"error"}, "the severity's filter shows others")
    findings.get_by_role("button", name="Show all").click()

    findings.get_by_role("button", name="Company").click()
    names = report.cells("company")
    in_order = page.evaluate("names => [...names].sort(new Intl.Collator('en', { numeric: true }).compare)", names)
    expect(names == in_order and len(set(names)) > 5, "companies are not in order")
    head = findings.locator("th.c-company")
    expect(head.get_attribute("aria-sort") == "ascending", "the order is not told")
    findings.get_by_role("button", name="Company").click()
    expect(head.get_attribute("aria-sort") == "descending", "the other order is not told")
    expect(report.cells("company") != names, "the other order shows the same")

    page.locator("#costs ~ ol a[data-rule]").first.click()
    title = page.locator("#costs ~ ol a[data-rule]").first.inner_text()
    chosen = findings.get_by_label("Rule").locator("option:checked").inner_text()
    expect(chosen.startswith(title) and report.total() < everything, "a rule's name does not lead to its findings")
    findings.get_by_role("button", name="Show all").click()


def first_option(findings, label):
    return findings.get_by_label(label).locator("option").nth(1).inner_text()


def works_by_keyboard(report):
    page = report.page
    page.evaluate("scrollTo(0, 0)")
    page.reload()
    page.keyboard.press("Tab")
    expect(page.evaluate("document.activeElement.className") == "skip", "the first stop is not the link to the findings")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # the table's file
    page.keyboard.press("Tab")
    expect(page.evaluate("document.activeElement.type") == "search", "the search is not behind the link")
    page.keyboard.type("phone")
    everything = report.total()
    report.until("searching by keyboard", lambda: report.total() < everything)
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    report.until("clearing by keyboard", lambda: report.total() == everything)
    report.findings.get_by_role("button", name="Row").focus()
    page.keyboard.press("Enter")
    expect(report.findings.locator("th.c-row").get_attribute("aria-sort") == "ascending", "Enter does not sort")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    expect(outline != "none", "where the keyboard is cannot be seen")
    report.findings.get_by_role("button", name="Next").focus()
    page.keyboard.press("Space")
    expect("51–" in report.caption(), f"Space does not turn the page: {report.caption()}")


def is_readable(report, name):
    low = [found for found in report.page.evaluate(CONTRASTS) if found[0] < CONTRAST]
    expect(not low, f"{name}: too little contrast: {low[:5]}")
    width = report.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    expect(width[0] <= width[1], f"{name}: the page is {width[0]} wide in a window of {width[1]}")


def prints(report, pages):
    pdf = report.page.pdf(format="A4")
    count = pdf.count(b"/Type /Page\n") or pdf.count(b"/Type /Page ")
    expect(pdf.startswith(b"%PDF") and pages[0] <= count <= pages[1], f"{count} pages were printed")
    report.page.emulate_media(media="print")
    expect(not report.findings.get_by_label("Search").is_visible(), "the search is printed")
    report.page.emulate_media(media="screen")


def holds_very_many(browser, folder, intake):
    rows = 60_000
    with open(folder / "many.csv", "w", encoding="utf-8") as file:
        file.write("company_name,country,address_line1,city,postal_code,first_name,last_name,email\n")
        for row in range(rows):
            file.write(f"Atelier {row} SARL,FR,{row} rue du Moulin,Nantes,440,Anne,M,anne{row}\n")
    run(intake, ["run", "many.csv"], folder, folder / "many")
    start = time.monotonic()
    report = Report(browser, folder / "many" / "report.html")
    report.until("opening", lambda: report.total() >= 100_000)
    print(f"100,000 findings: opened in {time.monotonic() - start:.1f} s", end="")
    expect("100,000" in report.page.inner_text("main"), "the page does not say that it holds a part")
    expect(report.findings.locator("tbody tr").count() <= 50, "more rows are drawn than are seen")
    start = time.monotonic()
    report.findings.get_by_label("Search").fill("atelier 59")
    report.until("searching", lambda: report.total() < 100_000)
    print(f", searched in {time.monotonic() - start:.1f} s", end="")
    report.findings.get_by_role("button", name="Show all").click()
    for column in ["Company", "Value", "Row"]:
        start = time.monotonic()
        report.findings.get_by_role("button", name=column).click()
        took = time.monotonic() - start
        expect(took < PATIENCE, f"sorting by {column} took {took:.1f} seconds")
        print(f", sorted by {column} in {took:.1f} s", end="")
    print()
    prints(report, (5, 80))
    report.stayed_alone("100,000 findings")


def run(intake, args, folder, out):
    done = subprocess.run(
        [intake, *args, "--today", "2026-11-22", "--exit-zero", "--quiet", "--out", out], cwd=folder, check=False
    )
    if done.returncode != 0:
        sys.exit(f"{args} ended with {done.returncode}")


def main():
    intake = Path(sys.argv[1]).resolve()
    project = Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        place = Path(place)
        run(intake, SAMPLES, project, place / "samples")
        # Started without its own sandbox, which containers do not let it have; it sees our own page alone.
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = place / "samples" / "report.html"

        light = Report(browser, page, color_scheme="light")
        filters_and_sorts(light)
        works_by_keyboard(light)
        is_readable(light, "light")
        prints(light, (5, 30))
        light.stayed_alone("light")

        dark = Report(browser, page, color_scheme="dark")
        background = dark.page.evaluate("getComputedStyle(document.body).backgroundColor")
        expect(max(map(int, background[4:-1].split(","))) < 60, f"the dark page is {background}")
        is_readable(dark, "dark")
        dark.stayed_alone("dark")

        phone = Report(browser, page, viewport={"width": 360, "height": 740})
        is_readable(phone, "phone")
        phone.stayed_alone("phone")

        without = Report(browser, page, java_script_enabled=False)
        expect("Open the table instead" in without.page.inner_text("main"), "without script nothing says where to look")

        holds_very_many(browser, place, intake)
        browser.close()
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
