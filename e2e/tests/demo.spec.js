// Trying it out: two commands, then a browser.
import { execFileSync } from "node:child_process";
import { expect, test } from "@playwright/test";
import { fits } from "./company.js";
import { demo, enter, PASSWORD, PRESS } from "./demo.js";
import { DESK, PHONE, printed, shot, toResult } from "./story.js";

test.describe.configure({ mode: "serial" });

const PORT = 8222;
let town;
test.beforeAll(async () => {
  town = await demo(PORT);
});
test.afterAll(async () => town?.stop());

test("the command says who can sign in as what", async () => {
  const text = town.printed.join("\n");
  for (const shown of ["見本 太郎", "経営者", PRESS, "taro@press.example", "支援者", "審査員", "架空省", "運営者", PASSWORD]) expect(text).toContain(shown);
});

for (const viewport of [PHONE, DESK]) {
  test(`from the home page to one's work: ${viewport.width}`, async ({ browser }) => {
    const context = await browser.newContext({ baseURL: town.address, viewport, locale: "ja-JP" });
    const page = await context.newPage();
    await page.goto("/");
    await shot(page, `demo-home-${viewport.width}`);
    await expect(page.locator(".invented")).toBeVisible();
    await page.getByRole("link", { name: "組織で使う（サインイン）" }).click();
    await page.getByLabel("メールアドレス").fill("makoto@press.example");
    await page.getByLabel("パスワード", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "サインインする" }).click();
    await expect(page.locator(".acting")).toContainText(PRESS);
    for (const path of ["/today", "/checks", "/history", "/deadlines", "/members", "/organisation", "/account"]) {
      await page.goto(path);
      await shot(page, `demo${path.replaceAll("/", "-")}-${viewport.width}`, { fullPage: true });
      await fits(page, path);
    }
    await context.close();
  });
}

test("what is printed says that it is invented, and still fits", async ({ browser }) => {
  const page = await enter(browser, town.address, "makoto@press.example", PRESS, { viewport: DESK });
  await toResult(page);
  expect(await printed(page, "screenshots/demo-result.pdf")).toBe(1);
  expect(execFileSync("pdftotext", ["screenshots/demo-result.pdf", "-"], { encoding: "utf8" })).toContain("架空データ");
  await page.goto("/history");
  await printed(page, "screenshots/demo-history.pdf");
  expect(execFileSync("pdftotext", ["screenshots/demo-history.pdf", "-"], { encoding: "utf8" })).toContain("架空データ");
});
