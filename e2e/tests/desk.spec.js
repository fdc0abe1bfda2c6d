// What people find on their desk: today, deadlines and the calendar, members, the organisation, the history.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { accessible, fits, install, picture, reachable, touchable } from "./company.js";
import { PHONE, watchConsole } from "./story.js";

// One installation for all: each story goes on from the one before.
test.describe.configure({ mode: "serial" });

const PORT = 8201;
const MANAGER = { name: "山田 花子", email: "yamada@example.jp", password: "kawa no hotori de 3 do yasumu" };

let installation;
let manager;

test.beforeAll(async ({ browser }) => {
  installation = await install(PORT);
  const context = await browser.newContext({ baseURL: installation.address, viewport: PHONE, locale: "ja-JP", timezoneId: "Asia/Tokyo" });
  manager = await context.newPage();
});
test.afterAll(async () => {
  await manager?.context().close();
  await installation?.stop();
});

/** Everything a page has to be for whoever looks at it. */
const look = async (page, name) => {
  await picture(page, `desk-${name}`);
  await touchable(page, name);
  await fits(page, name);
  await accessible(page, name);
};
const both = async (page, path, name) => {
  await page.goto(`/en${path}`);
  await accessible(page, `${name} en`);
  await fits(page, `${name} en`);
  await page.goto(path);
  await look(page, name);
};
const inDays = (days) => {
  const day = new Date(Date.now() + (9 + 24 * days) * 3_600_000);
  return day.toISOString().slice(0, 10);
};

test("register: the industry by a word is offered and never guessed", async () => {
  test.setTimeout(180_000);
  await manager.goto(installation.setUp);
  await manager.getByLabel("氏名").fill(MANAGER.name);
  await manager.getByLabel("メールアドレス").fill(MANAGER.email);
  await manager.getByLabel("新しいパスワード").fill(MANAGER.password);
  await manager.getByRole("button", { name: "登録して始める" }).click();
  await manager.goto("/organisations/new");
  await manager.getByLabel("会社", { exact: true }).check();
  await manager.getByLabel("名称", { exact: true }).fill("見本金型（架空）");
  await manager.getByLabel("主たる事業").fill("金型");
  await manager.getByLabel("資本金").fill("10000000");
  await manager.getByLabel("常時使用する従業員の数").fill("40");
  await manager.getByRole("button", { name: "登録する" }).click();
  await expect(manager.getByRole("alert")).toContainText("直すところがあります");
  await expect(manager.locator("#main_industry")).toHaveValue("金型");
  await look(manager, "industry-offered");
  await manager.getByRole("radio").first().check();
  await manager.getByRole("button", { name: "登録する" }).click();
  await expect(manager).toHaveURL(/\/today$/);
  await both(manager, "/organisation", "organisation");
  await expect(manager.locator("main")).toContainText("規模の区分");
});

test("members: roles in words, errors at the field, a last day, a supporter", async () => {
  test.setTimeout(180_000);
  await manager.goto("/members");
  await manager.getByLabel("メールアドレス").fill("sato@");
  await manager.locator("form[action='/members/invite'] select").selectOption("supporter");
  await manager.locator("#invite-name").fill("見本 支援");
  await manager.getByRole("button", { name: "招待を作る" }).click();
  await expect(manager.getByRole("alert").getByRole("link")).toHaveCount(2);
  await expect(manager.locator("#invite-email")).toBeFocused();
  await look(manager, "members-fault");
  await manager.getByRole("alert").getByRole("link").nth(1).click();
  await expect(manager.locator("#invite-until")).toBeVisible();
  await manager.locator("#invite-email").fill("");
  await manager.locator("#invite-until").fill(inDays(40));
  await manager.getByRole("button", { name: "招待を作る" }).click();
  await expect(manager.getByRole("heading", { level: 1 })).toContainText("見本 支援");
  await manager.goto("/members");
  await manager.locator("#invite-name").fill("佐藤 一郎");
  await manager.locator("form[action='/members/invite'] select").selectOption("executive");
  await manager.getByRole("button", { name: "招待を作る" }).click();
  await both(manager, "/members", "members");
  await reachable(manager, "members");
  await both(manager, "/members/leave", "leave");
});

test("deadlines: list, month and table from one value, and a calendar one subscribes to", async () => {
  test.setTimeout(180_000);
  await manager.goto("/today");
  await manager.getByRole("button", { name: "チェックを始める" }).click();
  await both(manager, "/deadlines", "deadlines");
  await reachable(manager, "deadlines");
  const days = await manager.locator(".due > li").count();
  expect(days).toBe(3);
  await manager.locator("details.table").evaluate((details) => (details.open = true));
  await expect(manager.locator("details.table tbody tr")).toHaveCount(days);
  const shown = await manager.locator(".month td.some").count();
  expect(shown).toBeGreaterThan(0);
  await manager.locator(".month td.some a").first().click();
  await expect(manager.locator(".due > li:target")).toBeVisible();
  await manager.getByRole("link", { name: "次の月" }).click();
  await expect(manager.locator(".month caption")).toBeVisible();
  await manager.getByRole("link", { name: "自分に関係するもの" }).click();
  await expect(manager.locator(".choice [aria-current]")).toHaveText("自分に関係するもの");
  await manager.getByRole("button", { name: "カレンダー用のアドレスを作る" }).click();
  await look(manager, "calendar");
  const address = (await manager.locator(".invitation").textContent()).trim();
  const calendar = await fetch(address);
  expect(calendar.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
  const text = await calendar.text();
  expect(text).toContain("BEGIN:VEVENT");
  expect(text).not.toContain("佐藤");
  await manager.goto("/deadlines");
  await manager.getByRole("button", { name: "アドレスを使えなくする" }).click();
  expect((await fetch(address)).status).toBe(404);
});

test("today says the state, the next thing, and the next deadlines", async () => {
  test.setTimeout(120_000);
  const clean = watchConsole(manager);
  await both(manager, "/today", "today");
  clean();
  await expect(manager.getByRole("heading", { level: 1 })).toContainText("あと19問");
  await expect(manager.locator(".due > li")).toHaveCount(3);
});

test("the history is narrowed, printed and taken away", async () => {
  test.setTimeout(180_000);
  await both(manager, "/history", "history");
  await reachable(manager, "history");
  const all = await manager.locator(".events tbody tr").count();
  await manager.getByLabel("何について").selectOption({ label: "メンバー" });
  await manager.getByRole("button", { name: "絞り込む" }).click();
  const members = await manager.locator(".events tbody tr").count();
  expect(members).toBeLessThan(all);
  await expect(manager.getByLabel("何について").locator("option:checked")).toHaveText("メンバー");
  await manager.getByLabel("この日から").fill("きのう");
  await manager.getByRole("button", { name: "絞り込む" }).click();
  await expect(manager.getByRole("alert")).toContainText("日付を読み取れませんでした");
  await expect(manager.getByLabel("この日から")).toHaveValue("きのう");
  await look(manager, "history-fault");
  await manager.getByRole("link", { name: "絞り込みをやめる" }).click();
  await manager.getByRole("link", { name: "これについての履歴" }).first().click();
  await expect(manager.locator(".notice")).toContainText("1つのことについての記録だけ");
  const download = manager.waitForEvent("download");
  await manager.getByRole("link", { name: "CSVで受け取る" }).click();
  expect(readFileSync(await (await download).path(), "utf8")).toContain("チェックを始めた");
  await manager.goto("/history");
  for (const [name, path] of [["history", "/history"], ["deadlines", "/deadlines"], ["members", "/members"]]) {
    await manager.goto(path);
    await manager.pdf({ path: `screenshots/desk-${name}.pdf`, format: "A4", preferCSSPageSize: true });
  }
});

test("organisations are found, and what may be the same is shown before another is registered", async () => {
  test.setTimeout(180_000);
  await both(manager, "/organisations?q=見", "organisations");
  await expect(manager.locator("main")).toContainText("見本金型（架空）");
  await manager.goto("/organisations/new");
  await manager.getByLabel("団体", { exact: true }).check();
  await manager.getByLabel("名称", { exact: true }).fill("見本金型（架空）");
  await manager.getByRole("button", { name: "登録する" }).click();
  await expect(manager.getByRole("alert")).toContainText("よく似た名前の組織があります");
  await look(manager, "alike");
  await manager.getByRole("button", { name: "別の組織として登録する" }).click();
  await expect(manager).toHaveURL(/\/today$/);
  await manager.goto("/history");
  await manager.getByRole("link", { name: "組織を切り替える" }).click();
  await look(manager, "switch");
  await manager.getByRole("button", { name: "この組織に切り替える" }).click();
  await expect(manager).toHaveURL(/\/history$/);
});

test("all of it works without scripts", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: installation.address, viewport: PHONE, javaScriptEnabled: false, storageState: await manager.context().storageState() });
  const page = await context.newPage();
  for (const path of ["/today", "/deadlines", "/members", "/organisation", "/history", "/organisations?q=見", "/switch"]) {
    expect((await page.goto(path)).status(), path).toBe(200);
  }
  await page.goto("/history");
  await page.getByLabel("何について").selectOption({ label: "組織の情報" });
  await page.getByRole("button", { name: "絞り込む" }).click();
  await expect(page.locator(".events")).toContainText("組織を登録した");
  await context.close();
});
