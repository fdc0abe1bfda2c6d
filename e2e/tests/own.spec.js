// A check sheet of one's own, opened on the device: what is taken from it is what the terminal takes,
// what cannot be read is said, and nothing leaves the device or stays on it.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { DESK, inLanguage, PHONE, printed, sideways, violations, watchConsole } from "./story.js";

const path = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const sheet = (name) => path(`crates/app/tests/sheets/${name}`);

const SHEETS = [
  "plain.xlsx",
  "plain-lo.xlsx",
  "section-rows-lo.xlsx",
  "section-rows.xlsx",
  "section-column.xlsx",
  "merged-sections.xlsx",
  "merged-numbers.xlsx",
  "nine-sheets.xlsx",
  "one-cell-lo.xlsx",
  "handbook-ticks.xlsx",
  "handbook-marks.xlsx",
  "numbers-toi.xlsx",
  "numbers-formula.xlsx",
  "numbers-mixed.xlsx",
  "instructions.xlsx",
  "two-blocks.xlsx",
  "duplicate-row.xlsx",
  "row-without-number.xlsx",
  "shuffled.xlsx",
  "numbers-circled.xlsx",
  "numbers-by-section.xlsx",
  "section-numbers.xlsx",
  "section-answer.xlsx",
  "importance-first.xlsx",
  "extra-columns.xlsx",
  "merged-number-twice.xlsx",
  "example-row.xlsx",
  "number-20.xlsx",
  "formulas.xlsx",
  "one-cell.xlsx",
  "ticks-words.xlsx",
  "totals.xlsx",
  "faults.tsv",
  "two-sheets-agree.xlsx",
  "marks-spaces.xlsx",
  "furigana.xlsx",
  "prefixed.xlsx",
  "strict.xlsx",
  "streamed.xlsx",
  "macro.xlsm",
  "h-endless.xlsx",
  "shift-jis.csv",
  "shift-jis-old.csv",
  "line-breaks.csv",
  "semicolon.csv",
  "tabs.tsv",
  "utf16.csv",
  "utf8-bom.csv",
];

const REFUSED = {
  "h-bomb.xlsx": "展開すると大きくなりすぎる",
  "h-bomb-overlap.xlsx": "展開すると大きくなりすぎる",
  "h-quadratic.xlsx": "セルが多すぎる",
  "h-many-cells.xlsx": "セルが多すぎる",
  "h-truncated.xlsx": "壊れているか、途中で切れています",
  "h-checksum.xlsx": "壊れているか、途中で切れています",
  "h-string-index.xlsx": "壊れているか、途中で切れています",
  "h-laughs.xlsx": "壊れているか、途中で切れています",
  "h-entity-file.xlsx": "壊れているか、途中で切れています",
  "h-traversal-target.xlsx": "壊れているか、途中で切れています",
  "h-encrypted.xlsx": "パスワードがかかっています",
  "h-picture.xlsx": "点検表ではない種類のファイル（png）",
  "h-letter.xlsx": "点検表ではない種類のファイル（docx）",
  "old-format.xls": "古い形式の Excel ファイル",
  "h-empty.xlsx": "ファイルが空です",
  "h-quote.csv": "8行目あたりで始まった引用符",
  "h-two-encodings.csv": "文字コードを読み取れません",
  "no-questions.xlsx": "番号（1、2、3…）と質問の文が並んだ列を見つけられません",
};

/** What the terminal takes from a sheet, `# group` and `number text`, one a line; and what it tells of the rest. */
function taken(name) {
  const binary = path("target/debug/mamori");
  const { stdout, stderr } = spawnSync(binary, ["pack", "import", sheet(name)], { encoding: "utf8", env: { ...process.env, MAMORI_LANG: "ja" } });
  const lines = stdout.split("\n");
  const list = lines.slice(1, lines.findIndex((line) => line.startsWith("SHA-256 ")));
  // Without groups of its own, the list is one group with the name of the file.
  const whole = `1 ${name.replace(/\.[^.]*$/, "")}`;
  const items = list
    .filter((line, i) => i > 0 || line !== whole)
    .map((line) => (/^ +\S+ {2}/.test(line) ? line.trim().replace(/ {2}/, " ") : line.replace(/^\d+ /, "# ")));
  return { items, told: stderr.split("\n").filter(Boolean) };
}

/** What the page tells of the rest, in the shape of the terminal. */
async function told(page) {
  const lines = await page.locator(".own-left li:visible").allTextContents();
  const above = await page.locator(".own-renumbered:visible, .own-left:visible > h3").allTextContents();
  return [...above, ...lines.map((line) => `- ${line}`)];
}

/** What the page shows, in the same shape. */
const shown = (page) =>
  page.locator(".own-group > h3:visible, .own-item > legend").evaluateAll((all) =>
    all.map((found) =>
      found.matches("h3") ? `# ${found.textContent}` : [".own-number", ".own-text"].map((part) => found.querySelector(part).textContent).join(" "),
    ),
  );

async function choose(page, name) {
  await page.locator("#own-file").setInputFiles(typeof name === "string" ? sheet(name) : name);
  await page.locator(".own-choose button").click();
  await expect(page.locator(".own-sheet:visible, .own-fault:visible")).toBeVisible({ timeout: 30_000 });
}

const csv = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

test("the device takes the same items as the terminal", async ({ page }) => {
  test.setTimeout(180_000);
  const clean = watchConsole(page);
  await page.goto("/check/own");
  for (const name of SHEETS) {
    await choose(page, name);
    const { items, told: rest } = taken(name);
    expect(await shown(page), name).toEqual(items);
    expect(await told(page), name).toEqual(rest);
  }
  clean();
});

test("groups, and numbers that begin again, are taken as in the terminal", async ({ page }) => {
  await page.goto("/check/own");
  await choose(page, csv("自社.csv", "No,項目\n場所,\n1,鍵をかける\n2,名札を付ける\n紙類,\n1,紙を捨てる\n2,紙を数える\n"));
  expect(await shown(page)).toEqual(["# 場所", "1 鍵をかける", "2 名札を付ける", "# 紙類", "3 紙を捨てる", "4 紙を数える"]);
  await expect(page.locator(".own-rows tr")).toHaveText([/^1 場所/, /^2 紙類/]);
  await expect(page.locator(".radar")).toBeHidden();
  await expect(page.getByText("点数と図は出しません。")).toBeVisible();
});

test("what is left out is told with its place and the reason, in both languages", async ({ page }) => {
  const sheet = csv("自社.csv", "No,項目,回答\n1,鍵をかける,○\n,窓を閉める,○\n2,名札を付ける,×\n3,,\n4,紙を捨てる,○\n4,紙を捨てる,○\n");
  await page.goto("/check/own");
  await choose(page, sheet);
  await expect(page.getByRole("heading", { name: "取り出さなかったところ（3か所）" })).toBeVisible();
  await expect(page.locator(".own-left li")).toHaveText([
    "B3（3行目）「窓を閉める」：質問の列にありますが、番号がありません。",
    "A5（5行目）：番号「3」の横に、質問の文がありません。",
    "B7（7行目）「紙を捨てる」：同じ番号と文が前にあるため、一度だけ取り出しました。",
  ]);
  await page.goto("/en/check/own");
  await choose(page, sheet);
  await expect(page.locator(".own-left li").first()).toHaveText('Cell B3 (row 3) "窓を閉める": stands among the questions, but has no number.');
  await choose(page, "plain.xlsx");
  await expect(page.locator(".own-left")).toBeHidden();
});

test("answers of two lists side by side come from the columns of each", async ({ page }) => {
  await page.goto("/check/own");
  await choose(page, "two-blocks.xlsx");
  await expect(page.locator(".own-filled")).toContainText("C、G列の");
  await expect(page.locator(".own-item").nth(10).locator("input[value=implemented]")).toBeChecked();
});

test("several files dropped at once are refused in words", async ({ page }) => {
  await page.goto("/check/own");
  await page.locator(".own-choose").evaluate((form) => {
    const dropped = new DataTransfer();
    for (const name of ["1.csv", "2.csv"]) dropped.items.add(new File(["1,鍵"], name));
    form.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true }));
  });
  await expect(page.locator(".own-fault")).toHaveText("ファイルは一つずつ開いてください。");
});

test("what cannot be read is said in a sentence, and the page goes on working", async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto("/check/own");
  for (const [name, sentence] of Object.entries(REFUSED)) {
    await choose(page, name);
    await expect(page.locator(".own-fault"), name).toContainText(sentence);
    await expect(page.locator(".own-fault"), name).not.toContainText(/undefined|\{|\}/);
    await expect(page.locator(".own-sheet")).toBeHidden();
  }
  await page.locator("#own-file").setInputFiles({ name: "大.csv", mimeType: "text/csv", buffer: Buffer.alloc(17 * 1024 * 1024, 49) });
  await page.locator(".own-choose button").click();
  await expect(page.locator(".own-fault")).toContainText("ファイルが大きすぎます（17408 KB）。16384 KB まで");
  await choose(page, "plain.xlsx");
  await expect(page.locator(".own-fault")).toBeHidden();
  await expect(page.locator(".own-item")).toHaveCount(19);
});

test("answers in the sheet are filled in where one column holds them, and counted", async ({ page }) => {
  await page.setViewportSize(DESK);
  await page.goto("/check/own");
  await choose(page, "merged-sections.xlsx");
  await expect(page.locator(".own-filled")).toContainText("D列の19個の答えを入れてあります。");
  await expect(page.locator(".own-progress")).toHaveText("19 / 19 回答済み");
  await expect(page.locator(".own-overall")).toHaveText("全体 50 / 100");
  await expect(page.locator(".own-total td")).toHaveText(["6", "6", "6", "1", "0", "50"]);
  await expect(page.locator(".own-rows tr").nth(7).locator("td")).toHaveText(["1", "1", "2", "0", "0", "38"]);
  await expect(page.locator(".radar-labels tspan:last-child")).toHaveText(["0", "50", "50", "0", "100", "75", "75", "38", "50"]);
  await expect(page.getByText("採点方法：Mamori")).toBeVisible();
  await page.locator(".own-item").first().locator("label").first().click();
  await expect(page.locator(".own-overall")).toHaveText("全体 56 / 100");
  page.on("dialog", (dialog) => dialog.accept());
  for (const name of ["previous-and-current.xlsx", "two-unlabelled.xlsx", "ticks-marks.xlsx", "two-sheets-disagree.xlsx", "no-answers.xlsx"]) {
    await choose(page, name);
    await expect(page.locator(".own-filled"), name).toHaveText("答えの列が一つにはっきり決まらないため、答えは入れていません。");
    await expect(page.locator(".own-item input:checked"), name).toHaveCount(0);
  }
});

test("nothing is sent after the page has come, and nothing is kept", async ({ page, baseURL }) => {
  await page.goto("/check/own", { waitUntil: "networkidle" });
  const sent = [];
  page.on("request", (request) => sent.push(request));
  await choose(page, "merged-sections.xlsx");
  await page.locator(".own-item").nth(3).locator("label").nth(3).click();
  await page.getByLabel("会社名").fill("見本金型（架空）");
  await page.getByLabel("会社名").press("Enter");
  await page.waitForLoadState("networkidle");
  for (const request of sent) {
    expect(request.method()).toBe("GET");
    expect(request.url().startsWith(`${baseURL}/assets/`), request.url()).toBe(true);
  }
  const kept = await page.evaluate(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length, document.cookie]);
  expect(kept).toEqual([0, 0, 0, 0, ""]);
  expect(page.url()).toBe(`${baseURL}/check/own`);
  await page.reload();
  await expect(page.locator(".own-sheet")).toBeHidden();
  await expect(page.locator(".own-item")).toHaveCount(0);
});

test("a button forgets everything", async ({ page }) => {
  await page.goto("/check/own");
  await choose(page, "plain.xlsx");
  await page.getByLabel("会社名").fill("見本金型（架空）");
  await page.getByRole("button", { name: "開いた内容と回答を消す" }).click();
  await expect(page.locator(".own-status")).toHaveText("開いた内容と回答を消しました。");
  await expect(page.locator(".own-sheet")).toBeHidden();
  await expect(page.locator(".own-item")).toHaveCount(0);
  expect(await page.locator(".own").evaluate((own) => own.querySelector("#own-file").value + own.querySelector("[name=organisation]").value)).toBe("");
  await expect(page.locator("#own-file")).toBeFocused();
});

test("answers given here are not lost without a question", async ({ page }) => {
  await page.goto("/check/own");
  await choose(page, "plain.xlsx");
  await page.locator(".own-item").first().locator("label").nth(3).click();
  page.once("dialog", (dialog) => dialog.dismiss());
  await choose(page, "numbers-toi.xlsx");
  await expect(page.locator("#own-name")).toHaveText("plain");
  await expect(page.locator('.own-item input[value="not_applicable"]').first()).toBeChecked();
});

test("everything works with the keyboard alone", async ({ page }) => {
  await page.goto("/check/own");
  await page.locator("#own-file").setInputFiles(sheet("no-answers.xlsx"));
  await page.locator("#own-file").focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.locator("#own-name")).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(".own-item").first().locator("input[value=partial]")).toBeChecked();
  await expect(page.locator(".own-progress")).toHaveText("1 / 19 回答済み");
});

for (const lang of ["ja", "en"]) {
  test(`axe finds nothing on an open sheet, and nothing scrolls sideways: ${lang}`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.goto(inLanguage(lang, "/check/own"));
    for (const name of ["h-bomb.xlsx", "row-without-number.xlsx", "merged-sections.xlsx"]) {
      await choose(page, name);
      for (const colorScheme of ["light", "dark"]) expect(await violations(page, colorScheme), `${name}, ${colorScheme}`).toEqual([]);
      expect(await sideways(page, [320, 360, 768, 1280]), name).toEqual({});
    }
  });
}

test("what can be touched on a phone is large enough", async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto("/check/own");
  await choose(page, "plain.xlsx");
  for (const target of await page.locator(".own-choose button, .own-item:first-child label, .own-jump a, .own-result button").all()) {
    expect((await target.boundingBox()).height, await target.textContent()).toBeGreaterThanOrEqual(44);
  }
});

test("the page speaks English", async ({ page }) => {
  await page.goto("/en/check/own");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Use a check sheet of your own");
  await choose(page, "merged-sections.xlsx");
  await expect(page.locator(".own-label")).toContainText("Imported, not confirmed");
  await expect(page.locator(".own-filled")).toContainText("19 answers from column D are filled in.");
  await choose(page, "h-encrypted.xlsx");
  await expect(page.locator(".own-fault")).toContainText("locked with a password");
});

test("without scripts the page says so and shows the command", async ({ browser, baseURL }) => {
  const page = await browser.newPage({ javaScriptEnabled: false, baseURL });
  await page.goto("/check/own");
  await expect(page.getByText("この画面は JavaScript で動きます。")).toBeVisible();
  await expect(page.locator("code")).toHaveText("mamori check --checklist 点検表.xlsx 記入ずみ.xlsx");
  await expect(page.locator("#own-file")).toBeHidden();
  await page.close();
});

test("where the browser keeps nothing, the page works all the same", async ({ page }) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("no", "QuotaExceededError");
    };
  });
  await page.goto("/check/own");
  await choose(page, "plain.xlsx");
  await expect(page.locator(".own-item")).toHaveCount(19);
});

test("the home page and each check lead here", async ({ page }) => {
  await page.goto("/");
  await page.locator(".door", { hasText: "お手持ちの点検表を使う" }).click();
  await expect(page).toHaveURL(/\/check\/own$/);
  await page.goto("/check/tics-19");
  await page.locator("details.more > summary").click();
  await page.getByRole("link", { name: "お手持ちの点検表を使う" }).click();
  await expect(page).toHaveURL(/\/check\/own$/);
});

test("an open sheet prints on A4 with its label, without the chooser", async ({ page }, info) => {
  await page.goto("/check/own");
  await choose(page, "merged-sections.xlsx");
  expect(await printed(page, info.outputPath("own.pdf"))).toBe(2);
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".own-label")).toBeVisible();
  await expect(page.locator(".own-head")).toBeHidden();
  await expect(page.locator(".own-item").first().locator("label:visible")).toHaveText(["×実施していない"]);
});
