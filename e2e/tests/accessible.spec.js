// axe on every page, both languages, light and dark; nothing scrolls sideways from 320 px on.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { checkOf, HANDBOOK, inLanguage, PAGES, SHOP, toResult } from "./story.js";

for (const lang of ["ja", "en"]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing: ${lang}, ${colorScheme}`, async ({ page }) => {
      test.setTimeout(180_000);
      await page.emulateMedia({ colorScheme });
      for (const path of [...PAGES, "/check/own", "/check/tics-19#q4", "/check/handbook-32#q16", "/nothing-here"]) {
        if (path.endsWith("/result")) await toResult(page, lang, checkOf(path) === "handbook-32" ? HANDBOOK : SHOP, checkOf(path));
        else await page.goto(inLanguage(lang, path));
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
      for (const path of [...PAGES, "/check/own", "/check/tics-19#q16"]) {
        if (path.endsWith("/result")) await toResult(page, lang, checkOf(path) === "handbook-32" ? HANDBOOK : SHOP, checkOf(path));
        else await page.goto(inLanguage(lang, path));
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
});
