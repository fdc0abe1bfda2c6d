// axe on every page, both languages, light and dark; nothing scrolls sideways from 320 px on.
import { expect, test } from "@playwright/test";
import { checkOf, DESK, HANDBOOK, inLanguage, openFile, PAGES, sheet, SHOP, sideways, toResult, violations } from "./story.js";

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
  test(`axe finds nothing, and nothing scrolls sideways: ${lang}`, async ({ page }) => {
    test.setTimeout(240_000);
    for (const path of [...PAGES, FAULTS, "/check/own", "/check/tics-19#q4", "/check/handbook-32#q16", "/nothing-here"]) {
      await page.setViewportSize(DESK);
      await open(page, lang, path);
      for (const colorScheme of ["light", "dark"]) expect(await violations(page, colorScheme), `${path}, ${colorScheme}`).toEqual([]);
      expect(await sideways(page, [320, 360, 768, 1280, 1920]), path).toEqual({});
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
