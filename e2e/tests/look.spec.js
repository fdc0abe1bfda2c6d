// Pictures of every page at phone and desk size, for people to look at (folder `screenshots/`, ignored): made with
// MAMORI_PICTURES=1, as those of the other stories.
import { test } from "@playwright/test";
import { checkOf, DESK, HANDBOOK, inLanguage, openFile, PAGES, PHONE, sheet, SHOP, toResult } from "./story.js";

const name = (path) => path.replaceAll("/", "-").replace(/^-$/, "home").replace(/^-/, "");

for (const lang of ["ja", "en"]) {
  for (const [size, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
    test(`${lang} ${size}`, async ({ page }) => {
      await page.setViewportSize(viewport);
      for (const path of PAGES) {
        if (path.endsWith("/result")) await toResult(page, lang, checkOf(path) === "handbook-32" ? HANDBOOK : SHOP, checkOf(path));
        else await page.goto(inLanguage(lang, path));
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({ path: `screenshots/${lang}-${size}-${name(path)}.png`, fullPage: true });
      }
      await page.goto(inLanguage(lang, "/bodies"));
      await page.locator("[name=main]").fill("E31");
      await page.locator("[name=employees]").fill("300");
      await page.locator(".find button").click();
      await page.locator(".answer summary").click();
      await page.screenshot({ path: `screenshots/${lang}-${size}-bodies-found.png`, fullPage: true });
      await page.goto(inLanguage(lang, "/api/docs"));
      await page.locator(".opblock").first().waitFor();
      await page.screenshot({ path: `screenshots/${lang}-${size}-api.png` });
      await page.goto(`${inLanguage(lang, "/check/tics-19")}#q3`);
      await page.screenshot({ path: `screenshots/${lang}-${size}-question.png` });
    });
  }
}

for (const viewport of [PHONE, DESK]) {
  test(`a sheet with faults, and what can be taken away: ${viewport.width}`, async ({ page }) => {
    await page.setViewportSize(viewport);
    await page.goto("/check/tics-19");
    await openFile(page, sheet("faults.xlsx"));
    await page.locator(".brought .faults").waitFor();
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: `screenshots/ja-${viewport.width}-faults.png`, fullPage: true });
    await page.locator("a[href='#q3']").first().click();
    await page.screenshot({ path: `screenshots/ja-${viewport.width}-faults-question.png` });
    await toResult(page);
    for (const button of await page.locator(".take-away button").all()) {
      const { width, height } = await button.boundingBox();
      console.log(`${viewport.width}: ${await button.textContent()} ${Math.round(width)} × ${Math.round(height)}`);
    }
    await page.locator("#organisation").fill("株式会社😀製作所");
    await page.locator("button.pdf").click();
    await page.locator(".take-away .faults").waitFor();
    await page.locator(".take-away").screenshot({ path: `screenshots/ja-${viewport.width}-take-away.png` });
  });
}

test("dark", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize(DESK);
  await toResult(page);
  await page.screenshot({ path: "screenshots/ja-dark-result.png", fullPage: true });
  await page.goto("/check/tics-19");
  await page.screenshot({ path: "screenshots/ja-dark-check.png" });
});

test("paper", async ({ page }) => {
  await toResult(page);
  await page.pdf({ path: "screenshots/ja-result.pdf", preferCSSPageSize: true });
  await page.goto("/check/tics-19/sheet");
  await page.pdf({ path: "screenshots/ja-sheet.pdf", preferCSSPageSize: true });
});
