// Everything works without JavaScript: one question at a time, result, files, comparison, language.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { answerAll, OPEN_LABEL, PHONE, printed, showResult } from "./story.js";

test.use({ javaScriptEnabled: false, viewport: PHONE });

test("the whole check by forms alone", async ({ page }, info) => {
  await page.goto("/");
  await expect(page.getByText("どこにも保存しません").first()).toBeVisible();
  await page.getByRole("link", { name: "はじめてのチェックを始める" }).click();
  await expect(page.locator(".question:visible")).toHaveCount(0);
  await answerAll(page);
  await expect(page.locator(".question:visible")).toHaveCount(1);
  await showResult(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/は整っています。/);
  await expect(page.locator(".steps-list .step")).toHaveCount(3);
  expect(page.url()).toMatch(/\/check\/tics-19\/result$/);
  expect(await printed(page, info.outputPath("result.pdf"))).toBe(1);

  await page.getByLabel("都道府県").selectOption({ label: "静岡県" });
  await page.getByRole("button", { name: "窓口を表示" }).click();
  await expect(page.locator(".desk-list .desk").first()).toContainText("関東経済産業局");

  await page.getByLabel("会社名").fill("見本金型（架空）");
  await page.getByLabel("会社名").press("Enter");
  await expect(page.getByLabel("会社名")).toHaveValue("見本金型（架空）");
  await expect(page.locator("html")).toHaveAttribute("lang", "ja");
  await expect(page.locator(".steps-list .step")).toHaveCount(3);

  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "結果をファイルに保存する（JSON）" }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toMatch(/^mamori-tics-19-\d{4}-\d\d-\d\d\.json$/);
  const path = info.outputPath("result.json");
  await download.saveAs(path);
  const file = JSON.parse(readFileSync(path, "utf8"));
  expect(file.answers).toHaveLength(19);
  expect(file.score.overall).toBe(50);

  await page.getByLabel("前回の結果か点検表のファイル").setInputFiles(path);
  await page.getByRole("button", { name: "前回と比べる" }).click();
  await expect(page.locator(".compared")).toContainText("全体は 50 から 50 に");

  await page.getByRole("button", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("In good order:");
  await expect(page.locator(".steps-list .step")).toHaveCount(3);
});

test("a saved result opens again, filled", async ({ page }) => {
  await page.goto("/check/tics-19");
  await page.locator(".more summary").click();
  const answers = [{ item: "tics-19/1", answer: "implemented" }, { item: "tics-19/4", answer: "not_applicable" }];
  const file = { name: "前回.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify({ pack: "tics-19", answers })) };
  await page.getByLabel(OPEN_LABEL).setInputFiles(file);
  await page.getByRole("button", { name: "ファイルを開く" }).click();
  await expect(page.getByText("「前回.json」の回答を開きました。")).toBeVisible();
  await expect(page.locator('input[name="tics-19/1"][value="implemented"]')).toBeChecked();
  await expect(page.locator('input[name="tics-19/4"][value="not_applicable"]')).toBeChecked();
});

test("a file that is no result is refused with place, expected and found", async ({ page }) => {
  await page.goto("/check/tics-19");
  await page.locator(".more summary").click();
  const answers = [{ item: "tics-19/1", answer: "not_applicable" }, { item: "tics-19/99", answer: null }];
  const file = { name: "x.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify({ pack: "tics-19", answers })) };
  await page.getByLabel(OPEN_LABEL).setInputFiles(file);
  await page.getByRole("button", { name: "ファイルを開く" }).click();
  const faults = page.getByRole("alert");
  await expect(faults).toContainText("読み取れないところが2件あります");
  await expect(faults).toContainText("/answers/0/answer：○、△、× のいずれかにしてください。見つかったもの：「−」");
  await expect(faults).toContainText("/answers/1/item");
});

test("sending no answer says so and leads back", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto("/check/tics-19");
  await page.locator(".finish button").click();
  await expect(page.getByText("まだ回答がありません。")).toBeVisible();
  await page.getByRole("link", { name: "質問を始める" }).click();
  await expect(page.locator("#q1")).toBeVisible();
});
