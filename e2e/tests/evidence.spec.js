// Evidence: kept on a phone over a line that breaks, without scripts, taken out as it came, and discarded.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { accessible, fits } from "./company.js";
import { demo, enter, PRESS } from "./demo.js";

test.describe.configure({ mode: "serial" });

const PORT = 8960;

let sample;
test.beforeAll(async () => {
  test.setTimeout(180_000);
  sample = await demo(PORT);
});
test.afterAll(() => sample?.stop());

const manager = (browser, more) => enter(browser, sample.address, "makoto@press.example", PRESS, more);

test("a file goes on where the line was lost, and leaves as it came", async ({ browser }) => {
  const page = await manager(browser);
  await page.goto("/evidence");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("記録の保管庫");
  await accessible(page, "evidence");
  await fits(page, "evidence");
  await page.getByLabel("何の記録か").fill("図面 A-100 の受け取り");
  await page.getByLabel("いつの記録か（始まりの日）").fill("令和8年10月1日");
  // The second part meets a dead line twice.
  const sent = [];
  let dead = 2;
  await page.route("**/evidence/uploads/**", async (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path.endsWith("/1") && dead > 0) {
      dead -= 1;
      return route.abort("internetdisconnected");
    }
    sent.push(path.split("/").pop());
    return route.continue();
  });
  const drawing = Buffer.alloc(3_500_000, "図面");
  await page.getByLabel("ファイル", { exact: true }).setInputFiles([
    { name: "A-100.dwg", mimeType: "application/octet-stream", buffer: drawing },
    { name: "道具.exe", mimeType: "application/octet-stream", buffer: Buffer.from("MZ\x90\x00") },
  ]);
  const line = page.locator(".uploads li").filter({ hasText: "A-100.dwg" });
  await expect(line).toContainText("回線が切れました");
  await expect(page.getByRole("button", { name: "預ける" })).toBeDisabled();
  await expect(line).toContainText("受け取りました", { timeout: 20_000 });
  expect(sent.filter((part) => part === "0").length, "what came is not sent again").toBe(2);
  const program = page.locator(".uploads li").filter({ hasText: "道具.exe" });
  await expect(program).toContainText("プログラムのファイルは預かれません");
  await program.getByRole("button", { name: "外す" }).click();
  await page.getByRole("button", { name: "預ける" }).click();
  await expect(page).toHaveURL(/\/evidence\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("図面 A-100 の受け取り");
  await accessible(page, "one piece of evidence");
  await fits(page, "one piece of evidence");
  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "A-100.dwg" }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe("A-100.dwg");
  expect(readFileSync(await download.path()).equals(drawing)).toBe(true);
  await page.reload();
  await page.getByText("だれが取り出したか").click();
  await expect(page.locator("details.card li")).toHaveCount(1);
  await page.context().close();
});

test("without scripts a form brings its files, and a fault loses none of them", async ({ browser }) => {
  const page = await manager(browser, { javaScriptEnabled: false, viewport: { width: 1280, height: 800 } });
  await page.goto("/evidence");
  await page.getByLabel("いつの記録か（始まりの日）").fill("きのう");
  await page.getByLabel("ファイル", { exact: true }).setInputFiles({ name: "名簿.txt", mimeType: "text/plain", buffer: Buffer.from("架空データ") });
  await page.getByRole("button", { name: "預ける" }).click();
  await expect(page.getByRole("alert")).toContainText("いつの記録か");
  await expect(page.getByText("日付として読めません")).toBeVisible();
  await expect(page.locator(".uploads")).toContainText("名簿.txt");
  await page.getByLabel("何の記録か").fill("朝礼の記録");
  await page.getByLabel("いつの記録か（始まりの日）").fill("2026-10-01");
  await page.getByRole("button", { name: "預ける" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("朝礼の記録");
  await expect(page.getByRole("link", { name: "名簿.txt" })).toBeVisible();
  await page.context().close();
});

test("what was kept by mistake is discarded, and what it was stays", async ({ browser }) => {
  const page = await manager(browser, { viewport: { width: 1280, height: 800 } });
  await page.goto("/evidence");
  await page.getByRole("link", { name: "情報管理の教育（全員、年1回）" }).click();
  await page.getByRole("link", { name: "この記録を廃棄する" }).click();
  await accessible(page, "discarding");
  await page.getByLabel("まちがえて預けた").check();
  await page.getByRole("button", { name: "廃棄する" }).click();
  if (page.url().includes("/confirm")) {
    await page.getByLabel("パスワード").fill("mihon no machi wo aruku 3 nin");
    await page.getByRole("button").filter({ hasText: "確認" }).last().click();
    await page.getByLabel("まちがえて預けた").check();
    await page.getByRole("button", { name: "廃棄する" }).click();
  }
  await expect(page.getByText("ファイルはもうありません")).toBeVisible();
  await expect(page.locator("main .evidence a")).toHaveCount(0);
  await expect(page.locator("main .digest")).toHaveCount(2);
  await page.context().close();
});
