// The device and the server say the same: 10,000 generated scores, and the two ways to fill the page.
import { execFileSync } from "node:child_process";
import { expect, test } from "@playwright/test";
import { DESK, HANDBOOK, inLanguage, NOTHING_YET, SHOP, toResult } from "./story.js";

test("10,000 generated cases give exactly the Rust score", async ({ page }) => {
  test.setTimeout(180_000);
  const text = execFileSync("../target/debug/examples/score_vectors", { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 });
  const { cases } = JSON.parse(text);
  expect(cases).toHaveLength(10_000);
  await page.goto("/check/tics-19/result");
  const module = await page.locator('script[src$="result.js"]').getAttribute("src");
  const wrong = await page.evaluate(
    async ({ cases, module }) => {
      const { score, headline } = await import(module.replace("result.js", "score.js"));
      const packs = [];
      const bad = [];
      for (const [i, one] of cases.entries()) {
        if (one.pack) packs.push(one.pack);
        const found = score(one.pack ?? packs[one.packRef], one.answers);
        const same = JSON.stringify(found) === JSON.stringify(one.score) && headline(found) === one.headline;
        if (!same && bad.length < 3) bad.push({ case: i, found: JSON.stringify(found), rust: JSON.stringify(one.score) });
      }
      return bad;
    },
    { cases, module },
  );
  expect(wrong).toEqual([]);
});

const PLACES = [".line", ".headline", ".overall", ".open-questions span", ".picture table", ".steps-list", ".rest-list", ".road", ".case-list", ".given table"];

async function filled(page) {
  const texts = {};
  for (const place of PLACES) texts[place] = (await page.locator(place).allTextContents()).join(" ").replaceAll(/\s+/g, " ").trim();
  texts.radar = await page.locator(".radar path[class]").evaluateAll((all) => all.map((path) => path.getAttribute("d")));
  texts.labels = await page.locator(".radar-labels text").allTextContents();
  texts.hidden = await page.locator(".filled [hidden]").evaluateAll((all) => all.map((one) => one.className).filter((name) => !/compared/.test(name)).sort());
  texts.standings = await page.locator(".road li").evaluateAll((all) => all.map((one) => one.dataset.standing));
  return texts;
}

const SETS = { handbook: HANDBOOK, shop: SHOP, nothing: NOTHING_YET, all: SHOP.map(() => 1), half: SHOP.map(() => 2), few: [3, 0, 0, 4], one: [1] };

for (const lang of ["ja", "en"]) {
  for (const [name, choices] of Object.entries(SETS)) {
    test(`the page filled on the device equals the page filled by the server: ${lang}, ${name}`, async ({ browser, baseURL }) => {
      const seen = [];
      for (const javaScriptEnabled of [true, false]) {
        const page = await browser.newPage({ javaScriptEnabled, viewport: DESK, baseURL, locale: "ja-JP" });
        await toResult(page, lang, choices, name === "handbook" ? "handbook-32" : "tics-19");
        expect(await page.locator(".result").getAttribute("data-mode")).toBe(javaScriptEnabled ? "device" : "form");
        seen.push(await filled(page));
        await page.close();
      }
      expect(seen[0]).toEqual(seen[1]);
      expect(seen[0][".headline"]).not.toBe("");
    });
  }
}

test("both languages have the same pages", async ({ page }) => {
  for (const path of ["/", "/check/tics-19", "/check/tics-19/sheet", "/cases", "/desks", "/about", "/privacy", "/api/docs"]) {
    for (const lang of ["ja", "en"]) {
      const answer = await page.goto(inLanguage(lang, path));
      expect(answer.status(), path).toBe(200);
      await expect(page.locator("html")).toHaveAttribute("lang", lang);
    }
  }
});
