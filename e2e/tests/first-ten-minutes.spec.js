// The plant manager at lunch: from the home page to a printed A4 with three first things.
import { expect, test } from "@playwright/test";
import { answerAll, NOTHING_YET, PHONE, printed, PRIVACY, showResult, toResult, watchConsole } from "./story.js";

test.use({ viewport: PHONE, hasTouch: true, isMobile: true });

test("from the door to one printed A4, on a phone", async ({ page }, info) => {
  const clean = watchConsole(page);
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("大切な技術、どこまで守れていますか。");
  await expect(page.getByText("国の機関のサイトではありません。運営：見本商工会（架空）").first()).toBeVisible();
  await page.getByRole("link", { name: "はじめてのチェックを始める" }).click();

  await expect(page.getByText(PRIVACY)).toBeVisible();
  await page.getByRole("link", { name: "質問を始める" }).click();
  await expect(page.locator(".question:visible")).toHaveCount(1);
  await page.locator("#q1").getByText("なぜ大事か／どこまでやればよいか").click();
  await expect(page.locator("#q1").getByText("小さな会社なら")).toBeVisible();
  await expect(page.locator("#q1 .case-near")).toBeVisible();
  await page.goBack();

  await answerAll(page);
  await showResult(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/「③責任者」と「⑧保管場所」は整っています。/);
  await expect(page.locator(".steps-list .step")).toHaveCount(3);
  for (const step of await page.locator(".steps-list .step").all()) {
    await expect(step.locator(".time")).toHaveText(/今(週|月)・\d+分/);
    await expect(step.locator(".record")).toContainText("記録として残すもの");
  }
  await page.locator(".steps-list .step").first().getByText("なぜこれが先か").click();
  await expect(page.locator(".steps-list .step").first().locator(".reasons li").first()).toBeVisible();

  await page.getByLabel("都道府県").selectOption({ label: "愛知県" });
  await expect(page.locator(".desk-list .desk")).toHaveCount(2);
  await expect(page.locator(".desk-list .desk").first()).toContainText("中部経済産業局");
  await page.getByLabel("会社名").fill("見本金型株式会社（架空）");

  expect(await printed(page, info.outputPath("result.pdf"))).toBe(1);
  clean();
});

test("a shop with nothing in place gets the ground work first", async ({ page }) => {
  await toResult(page, "ja", NOTHING_YET);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("から始めましょう。");
  await expect(page.locator(".steps-list .step").first()).toContainText("守るべき情報を、経営者と一緒にまず5つ書き出す");
});

test("unanswered questions are named and do not count", async ({ page }) => {
  await toResult(page, "ja", [1, 0, 0, 0, 2]);
  await expect(page.locator(".open-questions")).toContainText("まだ答えていない質問が17問あります");
  await expect(page.locator('.picture [data-axis="effort-9"] .score')).toHaveText("—");
  await expect(page.locator('.picture [data-axis="effort-1"] .score')).toHaveText("100");
  await expect(page.locator(".radar-area")).toHaveAttribute("d", "");
});

test("without any answer the result says what to do", async ({ page }) => {
  await page.goto("/check/tics-19/result");
  await expect(page.getByText("まだ回答がありません。")).toBeVisible();
  await expect(page.locator(".filled")).toBeHidden();
});

test("every question is reachable, with its explanation and a case", async ({ page }) => {
  await page.goto("/check/tics-19#q1");
  for (let number = 1; number <= 19; number += 1) {
    const question = page.locator(`#q${number}`);
    await expect(question).toBeVisible();
    await expect(question.locator(".count")).toHaveText(`質問 ${number} / 19`);
    await question.locator("summary").click();
    await expect(question.locator(".explain dd").first()).toBeVisible();
    await expect(question.locator(".case-near")).toBeVisible();
    if (number < 19) await question.getByRole("link", { name: "次へ" }).click();
  }
});
