// The handbook's tick list and the known items of the revised list: no chart, no score, groups left out.
import { expect, test } from "@playwright/test";
import { answerAll, DESK, HANDBOOK, PHONE, showResult, toResult, watchConsole } from "./story.js";

test("the door leads to a count, never to a score", async ({ page }) => {
  const clean = watchConsole(page);
  await page.setViewportSize(DESK);
  await page.goto("/");
  await page.locator(".door", { hasText: "流出を防ぐ点検" }).click();
  await expect(page.getByText("約16分です。")).toBeVisible();
  await answerAll(page, HANDBOOK);
  await showResult(page);
  await expect(page.locator(".overall")).toHaveText("32項目中 ○ 8項目");
  await expect(page.locator(".radar")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "図を保存する（SVG）" })).toHaveCount(0);
  await expect(page.getByText("点数は付けません。")).toBeVisible();
  await expect(page.locator('.road [data-axis="group-4"]')).toHaveAttribute("data-standing", "not_applicable");
  await expect(page.locator(".steps-list .step")).toHaveCount(3);
  clean();
});

test("a group that does not apply is left out at once, on a phone", async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto("/check/handbook-32#q16");
  await page.getByLabel("この9項目は、まとめて「該当しない」にする").check();
  await page.getByRole("link", { name: "次のグループへ" }).click();
  await expect(page.locator("#q25")).toBeVisible();
  await page.goto("/check/handbook-32");
  await page.setViewportSize(DESK);
  await expect(page.locator('input[value="not_applicable"]:checked')).toHaveCount(9);
});

test("leaving a group out keeps the answers given in it", async ({ page }) => {
  await page.setViewportSize(DESK);
  await page.goto("/check/handbook-32");
  await page.locator("#q17 .ans label").first().click();
  const box = page.getByLabel("この9項目は、まとめて「該当しない」にする");
  await box.check();
  await expect(page.locator('#q17 input[value="implemented"]')).toBeChecked();
  await expect(page.locator('input[value="not_applicable"]:checked')).toHaveCount(8);
  await box.uncheck();
  await expect(page.locator('input[value="not_applicable"]:checked')).toHaveCount(0);
  await expect(page.locator('#q17 input[value="implemented"]')).toBeChecked();
});

test("without scripts the group is left out by the form", async ({ browser, baseURL }) => {
  const page = await browser.newPage({ javaScriptEnabled: false, viewport: DESK, baseURL });
  await page.goto("/check/handbook-32");
  await page.locator("#q1 .ans label").first().click();
  await page.locator("#q17 .ans label").first().click();
  await page.getByLabel("この9項目は、まとめて「該当しない」にする").check();
  await page.locator(".finish button").click();
  await expect(page.locator(".overall")).toHaveText("32項目中 ○ 2項目");
  await expect(page.locator(".open-questions")).toContainText("まだ答えていない質問が22問あります");
  await page.close();
});

test("the revised list shows its four known items and no score", async ({ page }) => {
  await page.setViewportSize(DESK);
  await toResult(page, "ja", [1, 2, 3, 1], "tics-revised");
  await expect(page.locator(".overall")).toHaveText("4項目中 ○ 2項目");
  await expect(page.locator(".radar")).toHaveCount(0);
});
