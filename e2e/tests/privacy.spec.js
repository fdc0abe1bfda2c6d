// The privacy sentence is true: everything a browser sends, captured.
import { expect, test } from "@playwright/test";
import { DESK, inLanguage, PAGES, SHOP, toResult } from "./story.js";

const WORDS = /implemented|partial|not_applicable|tics-19(\/|%2F)\d/;

function capture(page) {
  const sent = [];
  page.on("request", (request) => sent.push({ method: request.method(), url: request.url(), body: request.postData() ?? "" }));
  return sent;
}

test("with scripts nothing but plain reading leaves the device, through the whole check", async ({ page, baseURL }) => {
  const sent = capture(page);
  await page.setViewportSize(DESK);
  await toResult(page);
  await page.getByLabel("都道府県").selectOption("23");
  await page.getByLabel("会社名").fill("見本金型（架空）");
  await page.getByLabel("会社名").press("Enter");
  await page.getByRole("button", { name: "結果をファイルに保存する（JSON）" }).click();
  await page.waitForLoadState("networkidle");
  const toSelf = sent.filter((request) => !request.url.startsWith("blob:"));
  expect(toSelf.length).toBeGreaterThan(5);
  for (const request of toSelf) {
    expect(request.url.startsWith(`${baseURL}/`), request.url).toBe(true);
    expect(request.method).toBe("GET");
    expect(request.body).toBe("");
    expect(request.url).not.toMatch(WORDS);
    expect(request.url).not.toContain("?");
  }
});

test("no page asks another site for anything, sets a cookie, or keeps anything before an answer", async ({ page, context, baseURL }) => {
  test.setTimeout(120_000);
  const sent = capture(page);
  for (const lang of ["ja", "en"]) {
    for (const path of PAGES) await page.goto(inLanguage(lang, path), { waitUntil: "networkidle" });
  }
  expect(sent.filter((request) => !request.url.startsWith(`${baseURL}/`))).toEqual([]);
  expect(await context.cookies()).toEqual([]);
  expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
});

test("no answer ever stands in an address, with or without scripts", async ({ browser, baseURL }) => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await browser.newPage({ javaScriptEnabled, viewport: DESK, baseURL });
    const sent = capture(page);
    await page.goto("/check/tics-19");
    for (const [i, choice] of SHOP.entries()) await page.locator(`#q${i + 1} .ans label`).nth(choice - 1).click();
    await page.locator(".finish button").click();
    await page.waitForURL("**/check/tics-19/result");
    for (const request of sent) expect(request.url).not.toMatch(WORDS);
    await page.close();
  }
});
