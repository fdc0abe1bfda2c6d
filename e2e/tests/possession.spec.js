// Proof of possession: what is kept is stamped by an authority, and whoever is handed the proof checks it without Mamori.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { authority } from "./authority.js";
import { accessible, fits } from "./company.js";
import { demo, enter, PRESS } from "./demo.js";

test.describe.configure({ mode: "serial" });

const PORT = 8959;

let stamps;
let sample;
test.beforeAll(async () => {
  test.setTimeout(180_000);
  stamps = await authority();
  sample = await demo(PORT, ["--timestamp-authority", stamps.url, "--timestamp-anchors", stamps.anchors]);
});
test.afterAll(async () => {
  await sample?.stop();
  stamps?.close();
});

test("a drawing is kept, stamped, and proved to somebody who has no Mamori", async ({ browser }) => {
  const page = await enter(browser, sample.address, "makoto@press.example", PRESS, { javaScriptEnabled: false });
  await page.goto("/evidence");
  await page.getByLabel("何の記録か").fill("図面 B-200 の控え");
  await page.getByLabel("いつの記録か（始まりの日）").fill("2026-10-01");
  const drawing = Buffer.from("図面 B-200（架空データ）");
  await page.getByLabel("ファイル", { exact: true }).setInputFiles({ name: "B-200.dwg", mimeType: "application/octet-stream", buffer: drawing });
  await page.getByRole("button", { name: "預ける" }).click();
  const time = page.locator("#time");
  await expect(async () => {
    await page.reload();
    await expect(time).toContainText("見本タイムスタンプ局 (見本時刻認証（架空）) が証明しました", { timeout: 500 });
  }).toPass({ timeout: 30_000 });
  const saved = page.waitForEvent("download");
  await time.getByRole("link", { name: "証明を取り出す" }).click();
  const archive = await (await saved).path();
  const folder = join(stamps.folder, "handed");
  execFileSync("python3", ["-m", "zipfile", "-e", archive, folder]);
  const within = (name) => join(folder, name);
  const manifest = JSON.parse(readFileSync(within("manifest-1.json"), "utf8"));
  expect(manifest.files.map((file) => file.name)).toEqual(["B-200.dwg"]);
  expect(readFileSync(within("README.txt"), "utf8")).toContain("openssl ts -verify");
  const judged = stamps.openssl("ts", "-verify", "-data", within("manifest-1.json"), "-in", within("time-stamp-1.tst"), "-token_in", "-CAfile", within("authority-1.pem"), "-untrusted", within("certificates-1.pem"));
  expect(judged.toString()).toContain("Verification: OK");
  await page.context().close();
});

test("the page of a proof is accessible and fits a phone", async ({ browser }) => {
  const page = await enter(browser, sample.address, "makoto@press.example", PRESS);
  await page.goto("/evidence");
  await page.getByRole("link", { name: "図面 B-200 の控え" }).click();
  await accessible(page, "a proof");
  await fits(page, "a proof");
  await page.context().close();
});
