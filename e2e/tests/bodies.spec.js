// “Which body may certify us?” — asked on a phone, answered with reasons, nothing kept.
import { expect, test } from "@playwright/test";
import { PHONE, violations, watchConsole } from "./story.js";

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

const MAIN = "主たる事業（会社全体で一番大きい事業）";
const FIND = "業務の範囲に合う機関を見る";

const axe = async (page) => expect(await violations(page, "light")).toEqual([]);

// Not the options of the select beside it.
const suggestions = (page) => page.locator(".options li[role=option]");
const highlighted = (page) => page.locator('.options li[aria-selected="true"]');

const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test("what cannot be read keeps the input and puts the cursor on the first place", async ({ page }) => {
  await page.goto("/bodies");
  await page.getByLabel(MAIN).fill("宇宙人");
  await page.getByLabel("常時使用する従業員の数（人）").fill("四十");
  await page.getByRole("button", { name: FIND }).click();
  await expect(page.getByRole("alert")).toContainText("読み取れないところが2件あります");
  await expect(page.locator("#main-hint")).toContainText("入力されたもの：「宇宙人」");
  await expect(page.locator("input[name=main]")).toHaveValue("宇宙人");
  await expect(page.locator("input[name=main]")).toBeFocused();
  await expect(page.locator("input[name=employees]")).toHaveAttribute("aria-invalid", "true");
  await page.locator("#main-hint a").click();
  await expect(page.locator("#industries")).toContainText("E26 生産用機械器具製造業");
  await expect(page.locator("#industries dl")).toBeInViewport();
});

test("part of a name suggests industries on a phone, and a touch picks one; nothing is sent meanwhile", async ({ browser, baseURL }) => {
  const page = await browser.newPage({ viewport: PHONE, hasTouch: true, baseURL });
  const clean = watchConsole(page);
  await page.goto("/bodies", { waitUntil: "networkidle" });
  await expect(page.locator("datalist, input[list]")).toHaveCount(0);
  const sent = [];
  // The font comes in parts, each when its first letter shows; that is the style sheet reading files.
  page.on("request", (request) => request.resourceType() !== "font" && sent.push(request.url()));
  const field = page.getByRole("combobox", { name: MAIN });
  await field.tap();
  await page.keyboard.type("機械器具製造");
  await expect(field).toHaveAttribute("aria-expanded", "true");
  const options = suggestions(page);
  await expect(options).toHaveCount(6);
  for (const option of await options.all()) expect((await option.boundingBox()).height).toBeGreaterThanOrEqual(44);
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  await options.filter({ hasText: "E26" }).tap();
  await expect(field).toHaveValue("E26 生産用機械器具製造業");
  await expect(field).toHaveAttribute("aria-expanded", "false");
  await expect(page.getByRole("listbox")).toBeHidden();
  expect(sent).toEqual([]);
  await page.getByLabel("常時使用する従業員の数（人）").fill("40");
  await page.getByRole("button", { name: FIND }).tap();
  await expect(page.locator('[data-answer="fits"] li')).toHaveCount(7);
  await expect(page.locator("#answer")).toContainText("E26 生産用機械器具製造業");
  clean();
  await page.close();
});

test("keys alone find an industry by an everyday word: down, up, Enter, Escape", async ({ page }) => {
  await page.goto("/bodies");
  const field = page.getByRole("combobox", { name: MAIN });
  await field.focus();
  await page.keyboard.type("プレス");
  const options = suggestions(page);
  await expect(options).toHaveText(["E24 金属製品製造業 「プレス」から さがすための言葉：Mamori", "E26 生産用機械器具製造業 「プレス機械」から さがすための言葉：Mamori"]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(options.nth(1)).toHaveAttribute("aria-selected", "true");
  await expect(field).toHaveAttribute("aria-activedescendant", await options.nth(1).getAttribute("id"));
  await page.keyboard.press("ArrowUp");
  await expect(highlighted(page)).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("listbox")).toBeHidden();
  await expect(field).toHaveValue("プレス");
  await expect(field).not.toHaveAttribute("aria-activedescendant");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue("E24 金属製品製造業");
  await expect(field).toBeFocused();
  // Half a word is not sent: Enter goes to the first suggestion, then picks it.
  await field.fill("金型");
  await page.keyboard.press("Enter");
  await expect(options.first()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue("E26 生産用機械器具製造業");
  // With nothing typed, the arrows walk through all there are.
  await field.fill("");
  await expect(page.getByRole("listbox")).toBeHidden();
  await page.keyboard.press("ArrowUp");
  await expect(options).toHaveCount(99);
  await expect(options.last()).toHaveAttribute("aria-selected", "true");
  await expect(options.last()).toBeInViewport();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("listbox")).toBeHidden();
  await expect(field).toHaveValue("");
});

test("the keys of an input method belong to it", async ({ page }) => {
  await page.goto("/bodies");
  const field = page.getByRole("combobox", { name: MAIN });
  await field.focus();
  const input = await page.context().newCDPSession(page);
  await input.send("Input.imeSetComposition", { text: "うちゅうじん", selectionStart: 6, selectionEnd: 6 });
  await expect(field).toHaveValue("うちゅうじん");
  await expect(page.locator(".options-status.shown")).toHaveCount(0);
  await input.send("Input.imeSetComposition", { text: "金型", selectionStart: 2, selectionEnd: 2 });
  await expect(suggestions(page)).toHaveCount(1);
  for (const key of ["ArrowDown", "Enter", "Escape"]) {
    await field.evaluate((element, key) => element.dispatchEvent(new KeyboardEvent("keydown", { key, isComposing: true, bubbles: true, cancelable: true })), key);
  }
  await expect(highlighted(page)).toHaveCount(0);
  await expect(suggestions(page)).toBeVisible();
  await input.send("Input.insertText", { text: "金型" });
  await expect(field).toHaveValue("金型");
  await expect(suggestions(page)).toHaveText(/^E26 /);
});

test("without scripts the server offers the same to choose from, with the rest of the input kept", async ({ browser, baseURL }) => {
  const page = await browser.newPage({ javaScriptEnabled: false, viewport: PHONE, baseURL });
  await page.goto("/bodies");
  await page.getByLabel(MAIN).fill("金型");
  await page.getByLabel("常時使用する従業員の数（人）").fill("40");
  await page.getByLabel("認証を受けたい事業", { exact: true }).fill("鋳造");
  await page.getByLabel("宇宙").check();
  await page.getByRole("button", { name: FIND }).click();
  await expect(page.getByRole("alert")).toContainText("業種を選んでください");
  const main = page.getByRole("group", { name: "「金型」から見つかった業種です。合うものを選んでください。" });
  await expect(main.getByRole("radio")).toHaveCount(1);
  await expect(main.getByRole("radio")).toBeFocused();
  await expect(main.getByRole("radio")).not.toBeChecked();
  await expect(page.getByLabel(MAIN)).toHaveValue("金型");
  await expect(page.getByLabel("宇宙")).toBeChecked();
  for (const label of await page.locator(".choices label").all()) expect((await label.boundingBox()).height).toBeGreaterThanOrEqual(44);
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  await page.getByRole("radio", { name: /E26 生産用機械器具製造業/ }).check();
  // In the other language the input and the pick are still there.
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.locator("input[name=main]")).toHaveValue("E26 Production machinery");
  await page.getByRole("radio", { name: /E23 Non-ferrous metals/ }).check();
  await page.locator(".find button").click();
  await expect(page.locator('[data-answer="fits"] li')).toHaveCount(7);
  await expect(page.locator("#answer")).toContainText("E23 Non-ferrous metals");
  await page.close();
});

test("a pick made before the text changed is not kept", async ({ page }) => {
  await page.goto("/bodies");
  await page.getByLabel(MAIN).fill("鋳造");
  await page.getByRole("button", { name: FIND }).click();
  await page.getByRole("radio", { name: /E22 鉄鋼業/ }).check();
  await page.getByRole("combobox", { name: MAIN }).fill("ねじ");
  await expect(page.getByRole("radio", { checked: true })).toHaveCount(0);
});

test("what is suggested on the device is what the server finds", async ({ page, request }) => {
  test.setTimeout(120_000);
  await page.goto("/bodies");
  const field = page.getByRole("combobox", { name: MAIN });
  const texts = [
    "E26", "26", "Ｅ２６", "E26生産用機械", "E2", "E", "269", "2691", "E99", "26と27", "生産用機械", "機械", "鉄", "自動車", "自動車部品", "金型", "プレス",
    "ﾌﾟﾚｽ加工", "めっき", "メッキ", "樹脂", "ソフト", "電子基板", "半導体", "鋳造", "食品", "商社", "建設業", "製造業", "漁業", "家具", "養殖", "e26 輸送用機械器具製造業",
    "生産用機械器具製造業（金型）", "鉱業、採石業", "rubber", "production", "oduction", "machine tools", "dies", "plating shop", "宇宙人", "サービス", "その他の", "卸売", "の",
  ];
  for (const text of texts) {
    await field.fill("");
    await field.fill(text);
    const suggested = await page.locator(".combo:has(#field-main) [role=option]").evaluateAll((all) => all.filter((option) => option.checkVisibility()).map((option) => option.textContent.slice(0, 3)));
    const answer = await (await request.post("/bodies", { form: { main: text, employees: "40" } })).text();
    const offered = [...answer.matchAll(/name="main-pick" value="(\w+)"/g)].map((found) => found[1]);
    const taken = /<dd>([A-T]\d\d) /.exec(answer.split('id="answer"')[1] ?? "")?.[1];
    const many = /当てはまる業種が(\d+)あります/.exec(answer)?.[1];
    if (many) expect(suggested, text).toHaveLength(Number(many));
    else expect(suggested, text).toEqual(taken ? [taken] : offered);
  }
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing while something has to be chosen: ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto("/bodies");
    const field = page.getByRole("combobox", { name: MAIN });
    await field.fill("製造業");
    await page.keyboard.press("ArrowDown");
    await expect(highlighted(page)).toBeVisible();
    await axe(page);
    await field.fill("宇宙人");
    await expect(page.getByRole("status").first()).toContainText("候補がありません");
    await axe(page);
    await field.fill("鋳造");
    await page.getByLabel("認証を受けたい事業", { exact: true }).fill("業");
    await page.getByRole("button", { name: FIND }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await page.locator("details").evaluateAll((all) => all.forEach((details) => (details.open = true)));
    await axe(page);
  });
}
