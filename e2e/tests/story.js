// What the stories share: answering the check as a person does, and the pages there are.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import { expect } from "@playwright/test";

export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1280, height: 900 };

/** Every page a person can open, in Japanese. */
export const PAGES = [
  "/",
  "/check/tics-19",
  "/check/tics-19/result",
  "/check/tics-19/sheet",
  "/check/handbook-32",
  "/check/handbook-32/result",
  "/check/handbook-32/sheet",
  "/check/tics-revised",
  "/bodies",
  "/cases",
  "/desks",
  "/about",
  "/privacy",
];

/** The check a page belongs to. */
export const checkOf = (path) => /\/check\/([^/#]+)/.exec(path)?.[1];

/** The address of a page in a language. */
export const inLanguage = (lang, path) => (lang === "ja" ? path : path === "/" ? "/en" : `/en${path}`);

/** A shop that has a manager and locks, and little else: the position of each answer, from 1; 0 = none. */
export const SHOP = [2, 2, 3, 1, 1, 1, 3, 2, 3, 3, 2, 2, 1, 1, 2, 4, 2, 2, 3];

/** A shop that has begun with the handbook's list, without plants overseas. */
export const HANDBOOK = Array.from({ length: 32 }, (_, i) => (i >= 15 && i < 24 ? 4 : (i % 3) + 1));

/** Everything still ahead. */
export const NOTHING_YET = SHOP.map(() => 3);

/** Answers all questions by tapping, going on with 次へ where one question shows at a time. */
export async function answerAll(page, choices = SHOP) {
  const begin = page.locator(".begin a");
  const oneByOne = await begin.isVisible();
  if (oneByOne) await begin.click();
  for (const [i, choice] of choices.entries()) {
    const question = page.locator(`#q${i + 1}`);
    await expect(question).toBeVisible();
    if (choice > 0) await question.locator(".ans label").nth(choice - 1).click();
    if (oneByOne && i + 1 < choices.length) await question.locator(".next").click();
  }
}

/** Answers and shows the result. */
export async function toResult(page, lang = "ja", choices = SHOP, check = "tics-19") {
  await page.goto(inLanguage(lang, `/check/${check}`));
  await answerAll(page, choices);
  await showResult(page);
}

/** Shows the result of the answers given. */
export async function showResult(page) {
  await page.locator("#check button[type=submit]:visible").last().click();
  await page.waitForURL("**/result");
  await expect(page.locator(".filled")).toBeVisible();
}

/** What is said of the answers where scripts run. */
export const PRIVACY = "この端末の外へ送るのは、PDF・Excel を作るときと、点検表（Excel・CSV）を読み取るときだけで、一度だけ送信し、保存しません。";

/** The label of the field that opens a file on the page of questions. */
export const OPEN_LABEL = "前の結果や、記入ずみの点検表を開く";

/** A sheet made by another program, of the fixtures of `app`. */
export const sheet = (name) => fileURLToPath(new URL(`../../crates/app/tests/sheets/${name}`, import.meta.url));

/** Opens a file by the form on the page of questions. */
export async function openFile(page, file) {
  const more = page.locator("details.more");
  if ((await more.getAttribute("open")) === null) await more.locator("summary").first().click();
  await page.locator(".reopen input[type=file]").setInputFiles(file);
  await page.locator(".reopen button").click();
}

/** Drops files on a part of the page, as from the desktop. */
export async function drop(page, area, ...files) {
  const given = files.map((file) => ({ name: basename(file), content: readFileSync(file).toString("base64") }));
  const dropped = await page.evaluateHandle((given) => {
    const transfer = new DataTransfer();
    for (const { name, content } of given) {
      transfer.items.add(new File([Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))], name));
    }
    return transfer;
  }, given);
  await page.dispatchEvent(area, "drop", { dataTransfer: dropped });
}

/** A picture for people to look at, where they want some. */
export async function shot(of, name, options = {}) {
  if (process.env.MAMORI_PICTURES) await of.screenshot({ path: `screenshots/${name}.png`, ...options });
}

/** What axe finds, with everything unfolded: every rule in light; in dark what a scheme can change, which is contrast. */
export async function violations(page, colorScheme) {
  await page.emulateMedia({ colorScheme });
  await page.locator("details").evaluateAll((all) => all.forEach((details) => (details.open = true)));
  const axe = new AxeBuilder({ page });
  const asked = colorScheme === "dark" ? axe.withRules(["color-contrast"]) : axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]);
  const { violations } = await asked.analyze();
  return violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

/** How wide the page is beyond the screen, at each width. */
export async function sideways(page, widths) {
  const over = {};
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    over[width] = await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));
  }
  return Object.fromEntries(Object.entries(over).filter(([, by]) => by > 0));
}

/** How many pages the page prints on, and whether each is A4. */
export async function printed(page, path) {
  const pdf = await page.pdf({ preferCSSPageSize: true });
  writeFileSync(path, pdf);
  const info = execFileSync("pdfinfo", [path], { encoding: "utf8" });
  expect(info).toMatch(/Page size:.*A4/);
  return Number(/Pages:\s+(\d+)/.exec(info)[1]);
}

/** Fails the story on any error in the page's console, a blocked resource above all. */
export function watchConsole(page) {
  const errors = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  return () => expect(errors).toEqual([]);
}
