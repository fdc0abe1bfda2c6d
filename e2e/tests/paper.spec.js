// Print is a product: one A4 for a result however long its texts, two for the sheet.
import { expect, test } from "@playwright/test";
import { HANDBOOK, inLanguage, NOTHING_YET, printed, SHOP, toResult } from "./story.js";

const RESULTS = { shop: SHOP, nothing: NOTHING_YET, half: SHOP.map(() => 2), all: SHOP.map(() => 1), few: [3, 0, 0, 2] };

for (const lang of ["ja", "en"]) {
  for (const [name, choices] of Object.entries(RESULTS)) {
    test(`one A4: ${lang}, ${name}`, async ({ page }, info) => {
      await toResult(page, lang, choices);
      await page.locator("#prefecture").selectOption("47");
      const earlier = { pack: "tics-19", answers: [{ item: "tics-19/1", answer: "partial" }] };
      const file = { name: "とても長い名前の前回の結果のファイル.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(earlier)) };
      await page.locator(".earlier input[type=file]").setInputFiles(file);
      await page.locator(".earlier button").click();
      await expect(page.locator(".compared")).toBeVisible();
      expect(await printed(page, info.outputPath("result.pdf"))).toBe(1);
    });
  }
  test(`one A4 for the handbook's list: ${lang}`, async ({ page }, info) => {
    await toResult(page, lang, HANDBOOK, "handbook-32");
    expect(await printed(page, info.outputPath("result.pdf"))).toBe(1);
    await page.goto(inLanguage(lang, "/check/handbook-32/sheet"));
    await expect(page.locator(".paper tbody tr")).toHaveCount(32);
    expect(await printed(page, info.outputPath("sheet.pdf"))).toBe(2);
  });
  test(`two A4 for the sheet: ${lang}`, async ({ page }, info) => {
    await page.goto(inLanguage(lang, "/check/tics-19/sheet"));
    await expect(page.locator(".paper tbody tr")).toHaveCount(19);
    expect(await printed(page, info.outputPath("sheet.pdf"))).toBe(2);
  });
}
