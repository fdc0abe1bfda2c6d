// axe on every page, both languages, light and dark; nothing scrolls sideways from 320 px on.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { checkOf, HANDBOOK, inLanguage, openFile, PAGES, sheet, SHOP, toResult } from "./story.js";

// A page with faults: a sheet of which a part could be read.
const FAULTS = "/check/tics-19/open";

async function open(page, lang, path) {
  const check = checkOf(path);
  if (path.endsWith("/result")) return toResult(page, lang, check === "handbook-32" ? HANDBOOK : SHOP, check);
  await page.goto(inLanguage(lang, path === FAULTS ? "/check/tics-19" : path));
  if (path !== FAULTS) return;
  await openFile(page, sheet("faults.xlsx"));
  await expect(page.locator(".brought .faults li")).toHaveCount(14);
}

for (const lang of ["ja", "en"]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing: ${lang}, ${colorScheme}`, async ({ page }) => {
      test.setTimeout(180_000);
      await page.emulateMedia({ colorScheme });
      for (const path of [...PAGES, FAULTS, "/check/own", "/check/tics-19#q4", "/check/handbook-32#q16", "/nothing-here"]) {
        await open(page, lang, path);
        await page.locator("details").evaluateAll((all) => all.forEach((details) => (details.open = true)));
        const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
        const found = violations.map((violation) => `${path} ${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
        expect(found).toEqual([]);
      }
    });
  }
  test(`nothing scrolls sideways: ${lang}`, async ({ page }) => {
    test.setTimeout(180_000);
    for (const width of [320, 360, 768, 1280, 1920]) {
      await page.setViewportSize({ width, height: 800 });
      for (const path of [...PAGES, FAULTS, "/check/own", "/check/tics-19#q16"]) {
        await open(page, lang, path);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(over, `${path} at ${width}`).toBeLessThanOrEqual(0);
      }
    }
  });
}

test("what can be touched on a phone is large enough", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto("/check/tics-19#q4");
  const targets = page.locator("#q4 .ans label, #q4 .pager > *, #q4 summary, .brand, .bar nav > *");
  for (const target of await targets.all()) {
    const box = await target.boundingBox();
    expect(box.height, await target.textContent()).toBeGreaterThanOrEqual(44);
  }
  await open(page, "ja", FAULTS);
  for (const target of await page.locator(".faults li > a, .brought button").all()) {
    expect((await target.boundingBox()).height, await target.textContent()).toBeGreaterThanOrEqual(44);
  }
});
