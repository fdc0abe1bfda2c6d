// Filled sheets come in, reports go out: by dropping and by forms, on a phone, with and without scripts.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { answerAll, drop, openFile, PHONE, sheet, SHOP, showResult, toResult, watchConsole } from "./story.js";

const NAME = "𠮷田髙﨑①㈱";
const PDF = "報告書を PDF で受け取る";
const EXCEL = "Excel で受け取る";
// A name with a letter no font has, and the answer of the server that says so.
const UNPRINTABLE = "株式会社😀製作所";
const TOLD = "会社名：報告書に印刷できない文字があります。別の字に置きかえてください。見つかったもの：「😀」";

/** What `mamori check` says of the whole. */
function overallInTerminal(file) {
  const said = execFileSync("../target/debug/mamori", ["check", file, "--lang", "ja"], { encoding: "utf8" });
  return /全体 \d+ \/ 100/.exec(said)[0];
}

/** The text of a PDF; letters only, for lines break where the page does. */
const letters = (text) => text.replaceAll(/\s/g, "");
const readPdf = (path) => letters(execFileSync("pdftotext", [path, "-"], { encoding: "utf8" }));

/** Presses a button that brings a file, and gives the path of that file. */
async function take(page, info, button, name) {
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: button }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toMatch(new RegExp(`^mamori-tics-19-\\d{4}-\\d\\d-\\d\\d\\.${name.split(".").at(-1)}$`));
  const path = info.outputPath(name);
  await download.saveAs(path);
  return path;
}

/** The answers that are given on the page of questions. */
const given = (page) => page.locator("#check input:checked").evaluateAll((all) => Object.fromEntries(all.map((one) => [one.name, one.value])));

/** An earlier result as a file. */
const earlier = (name) => {
  const answers = [{ item: "tics-19/1", answer: "not_implemented" }, { item: "tics-19/7", answer: "implemented" }];
  return { name, mimeType: "application/json", buffer: Buffer.from(JSON.stringify({ pack: "tics-19", answers })) };
};

/** Everything a page asks for. */
function capture(page) {
  const sent = [];
  page.on("request", (request) => {
    if (!request.url().startsWith("blob:")) sent.push({ method: request.method(), url: request.url() });
  });
  const paths = () => sent.filter((request) => request.method !== "GET").map((request) => new URL(request.url).pathname);
  return { sent, paths };
}

test.use({ viewport: PHONE });

test.describe("with scripts", () => {
  test("a cell that cannot be read leads to its question, and answered it counts", async ({ page }) => {
    const clean = watchConsole(page);
    await page.goto("/check/tics-19");
    await drop(page, ".intro", sheet("faults.xlsx"));
    await page.waitForURL("**/check/tics-19/open");
    const faults = page.locator(".faults li");
    await expect(page.getByRole("alert")).toContainText("読み取れないところが14件あります");
    await expect(faults).toHaveCount(14);
    await expect(faults.nth(2)).toContainText("1枚目のシート『点検』のC9に「○△」とあります。○ △ × のいずれかに直してください（この質問では − は選べません）。");
    await expect(page.getByText("1枚目のシート『点検』：19問を見つけ、4問の答えを読み取りました。")).toBeVisible();

    await page.getByRole("link", { name: "質問3で答える" }).click();
    await expect(page.locator(".question:visible")).toHaveCount(1);
    await expect(page.locator("#q3")).toBeInViewport();
    await expect(page.locator(".brought")).toBeHidden();
    await page.locator("#q3 .ans label").first().click();
    await page.getByRole("link", { name: "読み取れなかったところの一覧へ" }).click();
    await expect(faults.nth(2)).toBeVisible();
    await expect(faults.nth(2)).toHaveClass("mended");
    await expect(page.locator(".faults .mended")).toHaveCount(1);

    await page.getByRole("button", { name: "ここまでの結果を見る" }).click();
    await page.waitForURL("**/result");
    await expect(page.locator(".line")).toContainText("回答 5 / 19");
    await expect(page.locator('.given [data-item="tics-19/3"] .mark')).toHaveText("○");
    clean();
  });

  test("on a wide screen the link of a cell leads the keys to its question", async ({ page }) => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto("/check/tics-19");
    await drop(page, ".questions", sheet("faults.xlsx"));
    await page.getByRole("link", { name: "質問12で答える" }).click();
    await expect(page.locator("#q12")).toBeInViewport();
    await page.keyboard.press("2");
    await expect(page.locator('#q12 input[data-key="2"]')).toBeChecked();
    await expect(page.locator("#q1 input:checked")).toHaveCount(0);
  });

  test("a filled sheet comes to what the terminal says", async ({ page }) => {
    await page.goto("/check/tics-19");
    await drop(page, ".intro", sheet("plain.xlsx"));
    await expect(page.getByText("「plain.xlsx」の回答を開きました。")).toBeVisible();
    await page.getByRole("button", { name: "結果を見る" }).and(page.locator(":visible")).click();
    await page.waitForURL("**/result");
    await expect(page.locator(".result")).toHaveAttribute("data-mode", "device");
    await expect(page.locator(".overall")).toContainText(overallInTerminal(sheet("plain.xlsx")));
  });

  test("a file that cannot be read tells why and what to do, and what is answered stays", async ({ page }) => {
    await page.goto("/check/tics-19");
    await answerAll(page, [1, 2]);
    await page.goto("/check/tics-19");
    await openFile(page, sheet("h-encrypted.xlsx"));
    await expect(page.getByRole("alert")).toContainText("パスワードがかかっています。Excel で開き、パスワードを外して保存したものを選んでください。");
    expect(await given(page)).toEqual({ "tics-19/1": "implemented", "tics-19/2": "partial" });
    await openFile(page, sheet("old-format.xls"));
    await expect(page.getByRole("alert")).toContainText("「Excel ブック（.xlsx）」を選んで保存してください。");
    await openFile(page, sheet("wrong-checklist.xlsx"));
    await page.getByRole("link", { name: "「流出を防ぐ点検（32項目）」を開く" }).click();
    await page.waitForURL("**/check/handbook-32");
  });

  test("a report and a workbook are taken away, and the workbook fills the same answers", async ({ page }, info) => {
    const clean = watchConsole(page);
    await toResult(page);
    await page.getByLabel("会社名").fill(NAME);
    await page.getByLabel("都道府県").selectOption("23");
    const headline = await page.locator(".headline").textContent();
    const pdf = await take(page, info, PDF, "result.pdf");
    await expect(page.locator(".made")).toHaveText(/^「mamori-tics-19-.*\.pdf」を保存しました。$/);
    expect(readFileSync(pdf).subarray(0, 5).toString()).toBe("%PDF-");
    for (const part of [headline, `${NAME} 様`, "全体50/100", "中部経済産業局"]) expect(readPdf(pdf)).toContain(letters(part));
    const book = await take(page, info, EXCEL, "result.xlsx");
    expect(readFileSync(book).subarray(0, 2).toString()).toBe("PK");

    await page.goto("/check/tics-19");
    const before = await given(page);
    await page.locator(".more summary").click();
    await page.getByRole("button", { name: "この端末から回答を消す" }).click();
    expect(await given(page)).toEqual({});
    await drop(page, ".intro", book);
    await expect(page.getByText("「result.xlsx」の回答を開きました。")).toBeVisible();
    await expect(page.locator(".faults")).toHaveCount(0);
    expect(await given(page)).toEqual(before);
    clean();
  });

  test("a comparison goes into the report, whatever the earlier file is called", async ({ page }, info) => {
    await toResult(page);
    await page.locator(".earlier input[type=file]").setInputFiles(earlier("前回😀.json"));
    await page.getByRole("button", { name: "前回と比べる" }).click();
    await expect(page.locator(".compared")).toContainText("「前回😀.json」と比べました。");
    const text = readPdf(await take(page, info, PDF, "compared.pdf"));
    expect(text).toContain("前回との比較");
    expect(text).toContain("「前回〓.json」と比べました。");
  });

  test("a sheet is compared on the device: only the sheet is sent", async ({ page }, info) => {
    await page.addInitScript(() => {
      const send = window.fetch;
      window.sentFields = [];
      window.fetch = (address, options) => {
        window.sentFields.push([...options.body.keys()]);
        return send(address, options);
      };
    });
    await toResult(page);
    const { paths } = capture(page);
    await drop(page, ".comparison", sheet("plain.xlsx"));
    await expect(page.locator(".compared")).toContainText("「plain.xlsx」と比べました。全体は ");
    await expect(page.locator(".picture th.before")).toBeVisible({ visible: false });
    await expect(page.locator(".radar-before")).not.toHaveAttribute("d", "");
    expect(paths()).toEqual(["/check/tics-19/compare"]);
    expect(await page.evaluate(() => window.sentFields)).toEqual([["file"]]);
    await expect(page.locator(".result")).toHaveAttribute("data-mode", "device");
    expect(readPdf(await take(page, info, PDF, "compared.pdf"))).toContain("「plain.xlsx」と比べました。");

    await drop(page, ".comparison", sheet("faults.xlsx"));
    await expect(page.locator(".comparison .faults")).toContainText("1枚目のシート『点検』のC7に「検討中」とあります。");
    await drop(page, ".comparison", sheet("h-encrypted.xlsx"));
    await expect(page.locator(".comparison .faults")).toHaveCount(1);
    await expect(page.locator(".comparison .faults")).toContainText("パスワードがかかっています。");
  });

  test("a name that cannot be printed is told at once, and everything stays as it is", async ({ page }, info) => {
    await toResult(page);
    await page.locator(".earlier input[type=file]").setInputFiles(earlier("前回.json"));
    await page.getByRole("button", { name: "前回と比べる" }).click();
    const name = page.getByLabel("会社名");
    await name.fill(UNPRINTABLE);
    for (const button of [PDF, EXCEL]) {
      await page.getByRole("button", { name: button }).click();
      await expect(page.locator(".take-away .faults")).toContainText(TOLD);
      await expect(page.locator(".take-away .faults")).toBeInViewport();
      await expect(name).toHaveValue(UNPRINTABLE);
      await expect(name).toHaveAttribute("aria-invalid", "true");
    }
    await expect(page.locator(".compared")).toContainText("「前回.json」と比べました。");
    expect(page.url()).toMatch(/\/check\/tics-19\/result$/);
    await page.getByRole("link", { name: "会社名を直す" }).click();
    await expect(name).toBeInViewport();
    await name.fill(NAME);
    expect(readPdf(await take(page, info, PDF, "mended.pdf"))).toContain(NAME);
    await expect(page.locator(".take-away .faults")).toHaveCount(0);
    await expect(name).not.toHaveAttribute("aria-invalid");
  });

  test("opening a result sends nothing; reading a sheet and making a paper send once; no address tells anything", async ({ page, baseURL }, info) => {
    const { sent, paths } = capture(page);
    await page.goto("/check/tics-19");
    await openFile(page, earlier("前回.json"));
    await expect(page.getByText("「前回.json」の回答を開きました。")).toBeVisible();
    // However it is named: what stands in a file tells a result from a sheet.
    await openFile(page, { ...earlier("前回.txt"), mimeType: "text/plain" });
    await expect(page.getByText("「前回.txt」の回答を開きました。")).toBeVisible();
    await openFile(page, { name: "長い.json", mimeType: "application/json", buffer: Buffer.alloc(300 * 1024, "{") });
    await expect(page.getByText("このファイルは読み取れません。")).toBeVisible();
    expect(paths()).toEqual([]);

    await openFile(page, sheet("plain.xlsx"));
    await page.waitForURL("**/open");
    await page.waitForLoadState("networkidle");
    expect(paths()).toEqual(["/check/tics-19/open"]);

    await page.locator(".brought .notice button").click();
    await page.waitForURL("**/result");
    await page.getByLabel("会社名").fill(NAME);
    await page.locator(".earlier input[type=file]").setInputFiles(earlier("前回.json"));
    await page.getByRole("button", { name: "前回と比べる" }).click();
    await expect(page.locator(".compared")).toContainText("「前回.json」と比べました。");
    await take(page, info, "結果をファイルに保存する（JSON）", "result.json");
    await take(page, info, "図を保存する（SVG）", "result.svg");
    expect(paths()).toEqual(["/check/tics-19/open"]);

    // Pressed twice by a hand that shakes: sent once all the same.
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: PDF }).dblclick();
    await saved;
    await page.waitForLoadState("networkidle");
    expect(paths()).toEqual(["/check/tics-19/open", "/check/tics-19/result.pdf"]);
    await take(page, info, EXCEL, "result.xlsx");
    expect(paths()).toEqual(["/check/tics-19/open", "/check/tics-19/result.pdf", "/check/tics-19/result.xlsx"]);

    for (const { url } of sent) {
      expect(url.startsWith(`${baseURL}/`), url).toBe(true);
      expect(url).not.toMatch(/\?|implemented|partial|not_applicable|plain|tics-19(\/|%2F)\d/);
      expect(decodeURIComponent(url)).not.toMatch(/前回|𠮷田/);
    }
  });

  test("a sheet that is too large is told so and not sent", async ({ page }, info) => {
    const { paths } = capture(page);
    const large = info.outputPath("large.xlsx");
    writeFileSync(large, Buffer.alloc(5_000_000, "A"));
    await page.goto("/check/tics-19");
    await openFile(page, large);
    await expect(page.locator(".kept")).toContainText("点検表（Excel・CSV）は4 MBまでです。");
    await toResult(page);
    await page.locator(".earlier input[type=file]").setInputFiles(large);
    await page.getByRole("button", { name: "前回と比べる" }).click();
    await expect(page.locator(".compared")).toContainText("点検表（Excel・CSV）は4 MBまでです。");
    expect(paths()).toEqual([]);
  });

  test("of several files dropped at once none is taken, and that is said", async ({ page }) => {
    await page.goto("/check/tics-19");
    await drop(page, ".intro", sheet("plain.xlsx"), sheet("gaps.xlsx"));
    await expect(page.getByText("ファイルは一つずつ開いてください。")).toBeVisible();
    expect(await given(page)).toEqual({});
  });

  test("where nothing comes back, that is said and everything stays", async ({ page, context }) => {
    await toResult(page);
    await page.getByLabel("会社名").fill(NAME);
    await context.setOffline(true);
    await page.getByRole("button", { name: PDF }).click();
    await expect(page.locator(".made")).toContainText("送信できませんでした。");
    await drop(page, ".comparison", sheet("plain.xlsx"));
    await expect(page.locator(".compared")).toContainText("送信できませんでした。");
    await expect(page.getByLabel("会社名")).toHaveValue(NAME);
    await expect(page.locator(".headline")).toContainText("整っています。");
  });
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a cell that cannot be read leads to its question, and answered it counts", async ({ page }) => {
    await page.goto("/check/tics-19");
    await openFile(page, sheet("faults.xlsx"));
    await expect(page.locator(".faults li")).toHaveCount(14);
    await page.getByRole("link", { name: "質問3で答える" }).click();
    await expect(page.locator(".question:visible")).toHaveCount(1);
    await expect(page.locator(".brought")).toBeHidden();
    await page.locator("#q3 .ans label").first().click();
    await page.getByRole("link", { name: "読み取れなかったところの一覧へ" }).click();
    await page.getByRole("button", { name: "ここまでの結果を見る" }).and(page.locator(":visible")).click();
    await expect(page.locator(".line")).toContainText("回答 5 / 19");
    await expect(page.locator('.given [data-item="tics-19/3"] .mark')).toHaveText("○");
  });

  test("a file that cannot be read tells why and what to do", async ({ page }) => {
    await page.goto("/check/tics-19");
    await openFile(page, sheet("h-encrypted.xlsx"));
    await expect(page.getByRole("alert")).toContainText("パスワードを外して保存したものを選んでください。");
    await expect(page.getByRole("alert")).not.toContainText("ほかの回答は");
  });

  test("a report, a workbook and a comparison by forms alone", async ({ page }, info) => {
    await page.goto("/check/tics-19");
    await openFile(page, sheet("plain.xlsx"));
    await page.getByRole("button", { name: "結果を見る" }).and(page.locator(":visible")).click();
    await expect(page.locator(".overall")).toContainText(overallInTerminal(sheet("plain.xlsx")));
    const headline = await page.locator(".headline").textContent();

    await page.getByLabel("会社名").fill(UNPRINTABLE);
    await page.getByRole("button", { name: PDF }).click();
    await expect(page.getByRole("alert")).toContainText(TOLD);
    await expect(page.getByLabel("会社名")).toHaveValue(UNPRINTABLE);
    await page.getByRole("link", { name: "会社名を直す" }).click();
    await page.getByLabel("会社名").fill(NAME);
    const pdf = await take(page, info, PDF, "result.pdf");
    expect(readFileSync(pdf).subarray(0, 5).toString()).toBe("%PDF-");
    for (const part of [headline, `${NAME} 様`]) expect(readPdf(pdf)).toContain(letters(part));
    const book = await take(page, info, EXCEL, "result.xlsx");

    await page.locator(".earlier input[type=file]").setInputFiles(sheet("gaps.xlsx"));
    await page.getByRole("button", { name: "前回と比べる" }).click();
    await expect(page.locator(".compared")).toContainText("「gaps.xlsx」と比べました。");
    await page.getByLabel("会社名").fill(NAME);
    expect(readPdf(await take(page, info, PDF, "compared.pdf"))).toContain("前回との比較");

    await page.goto("/check/tics-19");
    await openFile(page, book);
    await expect(page.locator("#check input:checked")).toHaveCount(19);
    await expect(page.locator(".faults")).toHaveCount(0);
  });
});

test("the workbook to fill is taken from the page of questions", async ({ page }, info) => {
  await page.goto("/check/tics-19");
  await page.locator(".more summary").click();
  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "Excel の点検表（記入して読み戻せます）" }).click();
  const book = info.outputPath("sheet.xlsx");
  await (await saved).saveAs(book);
  await openFile(page, book);
  await expect(page.getByRole("alert")).toContainText("回答が一つ以上必要です");
});
