// “Which body may certify us?” — asked on a phone, answered with reasons, nothing kept.
import { expect, test } from "@playwright/test";
import { PHONE, watchConsole } from "./story.js";

test.use({ viewport: PHONE });

for (const javaScriptEnabled of [true, false]) {
  test(`a die shop finds its bodies, ${javaScriptEnabled ? "with" : "without"} scripts`, async ({ browser, baseURL }) => {
    const page = await browser.newPage({ javaScriptEnabled, viewport: PHONE, baseURL });
    const clean = watchConsole(page);
    await page.goto("/");
    await page.locator(".door", { hasText: "認証機関をさがす" }).click();
    await page.getByLabel("主たる事業（会社全体で一番大きい事業）").fill("E26 生産用機械器具製造業");
    await page.getByLabel("常時使用する従業員の数（人）").fill("40");
    await page.getByRole("button", { name: "業務の範囲に合う機関を見る" }).click();
    await expect(page.locator('[data-answer="fits"] li')).toHaveCount(7);
    await expect(page.locator('[data-answer="outside"] li')).toHaveCount(1);
    await expect(page.locator('[data-answer="outside"]')).toContainText("業種に入らないため");
    await page.getByText("なぜ", { exact: true }).click();
    await expect(page.getByText("常時使用する従業員 40人：300人以下なら該当 → 該当")).toBeVisible();
    expect(page.url()).toBe(`${baseURL}/bodies#answer`);
    await page.getByRole("button", { name: "English" }).click();
    await expect(page.getByRole("heading", { name: "Scope covers you" })).toBeVisible();
    clean();
    await page.close();
  });
}

test("what cannot be read keeps the input and puts the cursor on the first place", async ({ page }) => {
  await page.goto("/bodies");
  await page.getByLabel("主たる事業（会社全体で一番大きい事業）").fill("金型");
  await page.getByLabel("常時使用する従業員の数（人）").fill("四十");
  await page.getByRole("button", { name: "業務の範囲に合う機関を見る" }).click();
  await expect(page.getByRole("alert")).toContainText("読み取れないところが2件あります");
  await expect(page.locator("#main-hint")).toContainText("入力されたもの：「金型」");
  await expect(page.locator("input[name=main]")).toHaveValue("金型");
  await expect(page.locator("input[name=main]")).toBeFocused();
  await expect(page.locator("input[name=employees]")).toHaveAttribute("aria-invalid", "true");
});
