// Answers stay in this browser: they survive a reload, and go when asked to.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { answerAll, DESK, OPEN_LABEL, PHONE, PRIVACY, showResult, toResult } from "./story.js";

test("a reload in the middle loses nothing", async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto("/check/tics-19");
  await answerAll(page, [1, 2, 3]);
  await page.reload();
  await expect(page.locator("#q3")).toBeVisible();
  await expect(page.locator('#q3 input[data-key="3"]')).toBeChecked();
  await page.goto("/check/tics-19");
  await expect(page.getByText("前回の続きから始められます。")).toBeVisible();
  await page.getByRole("link", { name: "続きから答える" }).click();
  await expect(page.locator("#q4")).toBeVisible();
  await expect(page.locator('#q1 input[data-key="1"]')).toBeChecked();
});

test("of another edition only answers to unchanged questions are kept", async ({ page }) => {
  await page.setViewportSize(DESK);
  const older = { edition: "2020-01", sha256: "0".repeat(64), answers: { "tics-19/1": "implemented", "tics-19/2": "partial" } };
  await page.addInitScript((kept) => localStorage.setItem("mamori:tics-19", JSON.stringify(kept)), older);
  await page.goto("/check/tics-19");
  await expect(page.locator("input:checked")).toHaveCount(0);
  const kept = await page.evaluate(async (older) => {
    const { load } = await import(document.querySelector('script[src$="check.js"]').getAttribute("src").replace("check.js", "store.js"));
    const pack = JSON.parse(document.querySelector("#pack").textContent);
    return load({ ...pack, carries: { [older.sha256]: ["tics-19/2"] } });
  }, older);
  expect(kept.answers).toEqual({ "tics-19/2": "partial" });
  expect(kept.sameEdition).toBe(false);
});

test("the language changes and the answers stay", async ({ page }) => {
  await toResult(page);
  await page.getByRole("link", { name: "English" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("In good order:");
  await expect(page.locator(".overall")).toContainText("Overall 50 of 100");
});

test("answers on a shared device go when asked to", async ({ page }) => {
  await page.setViewportSize(DESK);
  await page.goto("/check/tics-19");
  await answerAll(page, [1, 1]);
  await page.locator(".more summary").click();
  await page.getByRole("button", { name: "この端末から回答を消す" }).click();
  await expect(page.getByText("回答をこの端末から消しました。")).toBeVisible();
  await expect(page.locator("input:checked")).toHaveCount(0);
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

test("a result is saved, opened again and compared, on the device", async ({ page }, info) => {
  await page.setViewportSize(DESK);
  await toResult(page);
  const save = async (name, button) => {
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: button }).click();
    const download = await saved;
    const path = info.outputPath(name);
    await download.saveAs(path);
    return path;
  };
  const result = await save("result.json", "結果をファイルに保存する（JSON）");
  const svg = readFileSync(await save("radar.svg", "図を保存する（SVG）"), "utf8");
  expect(svg).toContain('xmlns="http://www.w3.org/2000/svg"');
  expect(svg).toContain("③責任者");

  await page.goto("/check/tics-19");
  await page.locator(".more summary").click();
  await page.getByRole("button", { name: "この端末から回答を消す" }).click();
  await page.getByLabel(OPEN_LABEL).setInputFiles(result);
  await page.getByRole("button", { name: "ファイルを開く" }).click();
  await expect(page.getByText("「result.json」の回答を開きました。")).toBeVisible();
  await expect(page.locator("input:checked")).toHaveCount(19);

  await page.locator("#q7 .ans label").first().click();
  await showResult(page);
  await page.getByLabel("前回の結果か点検表のファイル").setInputFiles(result);
  await page.getByRole("button", { name: "前回と比べる" }).click();
  await expect(page.locator(".compared")).toHaveText("「result.json」と比べました。全体は 50 から 56 に、回答は1問変わりました。上がった取組：④扱い方");
  await expect(page.locator('.picture [data-axis="effort-4"] .before')).toHaveText("0");
  await expect(page.locator(".radar-before")).not.toHaveAttribute("d", "");
});

test("an earlier result can be dropped onto the page", async ({ page }) => {
  await page.setViewportSize(DESK);
  await toResult(page);
  const text = JSON.stringify({ pack: "tics-19", answers: [{ item: "tics-19/7", answer: "implemented" }] });
  const dropped = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "dropped.json", { type: "application/json" }));
    return transfer;
  }, text);
  await page.dispatchEvent(".comparison", "drop", { dataTransfer: dropped });
  await expect(page.locator(".compared")).toContainText("「dropped.json」と比べました。全体は 100 から 50 に");
});

test("a file that is no result of this check is refused and changes nothing", async ({ page }) => {
  await page.setViewportSize(DESK);
  await page.goto("/check/tics-19");
  await answerAll(page, [1, 1]);
  await page.locator(".more summary").click();
  for (const text of ["", "[]", "null", '{"pack":"other","answers":[]}', '{"pack":"tics-19","edition":"1999-01","answers":[]}', '{"pack":"tics-19","answers":[{"item":"tics-19/1","answer":"not_applicable"}]}']) {
    const file = { name: "x.json", mimeType: "application/json", buffer: Buffer.from(text) };
    await page.getByLabel(OPEN_LABEL).setInputFiles(file);
    await page.getByRole("button", { name: "ファイルを開く" }).click();
    await expect(page.getByText("このファイルは読み取れません。")).toBeVisible();
    await expect(page.locator("input:checked")).toHaveCount(2);
  }
});

test("where the browser keeps nothing, the form still leads to a result", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("refused", "SecurityError"); } });
  });
  await page.setViewportSize(DESK);
  await page.goto("/check/tics-19");
  await expect(page.getByText("結果を計算したあと、どこにも保存しません。")).toBeVisible();
  await expect(page.getByText(PRIVACY)).toBeHidden();
  await answerAll(page);
  await page.locator(".finish button").click();
  await page.waitForURL("**/result");
  await expect(page.locator(".result")).toHaveAttribute("data-mode", "form");
  await expect(page.locator(".overall")).toContainText("全体 50 / 100");
});
