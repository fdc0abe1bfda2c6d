// A company keeps its checks: registered, shared by invitation, answered together, confirmed, changed, listed.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { accessible, fits, install, picture, reachable, touchable } from "./company.js";
import { PHONE, watchConsole } from "./story.js";

// One installation for all: each story goes on from the one before.
test.describe.configure({ mode: "serial" });

const PORT = 8975;
const COMPANY = "見本金型（架空）";
const MANAGER = { name: "山田 花子", email: "yamada@example.jp", password: "kawa no hotori de 3 do yasumu" };
const PRESIDENT = { name: "佐藤 一郎", email: "sato@example.jp", password: "haru no yama wo aruku 7 nin" };
const COLLEAGUE = { name: "鈴木 次郎", email: "suzuki@example.jp", password: "ame no hi ha hon wo yomu 5" };

// May be somebody's own number.
const TWELVE = "210987654321";

let installation;
let browsers;
let check;

test.beforeAll(async () => {
  installation = await install(PORT);
});
test.afterAll(async () => {
  await Promise.all(Object.values(browsers ?? {}).map((page) => page.context().close()));
  await installation?.stop();
});

const device = async (browser, more = {}) => {
  const context = await browser.newContext({ baseURL: installation.address, viewport: PHONE, locale: "ja-JP", timezoneId: "Asia/Tokyo", ...more });
  return context.newPage();
};

/** Everything a page has to be for whoever looks at it. Where scripts are off, axe cannot run. */
const look = async (page, name) => {
  await picture(page, name);
  await touchable(page, name);
  await fits(page, name);
  await accessible(page, name);
};

const signIn = async (page, person, to = "/sign-in") => {
  await page.goto(to);
  await page.getByLabel("メールアドレス").fill(person.email);
  await page.getByLabel("パスワード").fill(person.password);
  await page.getByRole("button", { name: "サインインする" }).click();
};

const question = (page, number) => page.locator(`#q${number}`);
/** Answers by the position of the answer, from 1. */
const answer = (page, number, position) => question(page, number).locator(".ans label").nth(position - 1).click();
const save = (page) => page.getByRole("button", { name: "保存する" }).first().click();
const chosen = (page, number) => question(page, number).locator("input:checked");

test("set up, and register the company: twelve digits are refused and not shown back", async ({ browser }) => {
  test.setTimeout(180_000);
  const manager = await device(browser);
  browsers = { manager };
  const clean = watchConsole(manager);
  await manager.goto(`/en${installation.setUp}`);
  await accessible(manager, "set-up en");
  await fits(manager, "set-up en");
  await manager.goto(installation.setUp);
  await look(manager, "set-up");
  await manager.getByLabel("氏名").fill(MANAGER.name);
  await manager.getByLabel("メールアドレス").fill(MANAGER.email);
  await manager.getByLabel("新しいパスワード").fill(MANAGER.password);
  await manager.getByRole("button", { name: "登録して始める" }).click();
  await expect(manager).toHaveURL(/\/today$/);
  await expect(manager.locator(".acting")).toContainText(MANAGER.name);
  await look(manager, "today-no-organisation");
  clean();

  await manager.getByRole("link", { name: "組織を登録する" }).click();
  await look(manager, "organisation-new");
  await manager.getByLabel("会社", { exact: true }).check();
  await manager.getByLabel("名称", { exact: true }).fill(COMPANY);
  await manager.getByLabel("名称のよみ").fill("ミホンカナガタ");
  await manager.getByLabel("法人番号").fill(TWELVE);
  await manager.getByLabel("所在地").fill("静岡県浜松市1-2-3");
  await manager.getByLabel("都道府県").selectOption({ label: "静岡県" });
  await manager.getByLabel("主たる事業").fill("E26 生産用機械器具製造業");
  await manager.getByLabel("資本金").fill("10000000");
  await manager.getByLabel("常時使用する従業員の数").fill("40");
  await manager.getByRole("button", { name: "登録する" }).click();
  await expect(manager.getByRole("alert")).toContainText("直すところがあります");
  await expect(manager.locator("#corporate_number")).toHaveValue("");
  await expect(manager.locator("#corporate_number")).toBeFocused();
  expect(await manager.content()).not.toContain(TWELVE);
  await expect(manager.locator("#corporate_number-fault")).toContainText("マイナンバー（個人番号）は入力しないでください");
  await expect(manager.getByLabel("会社", { exact: true })).toBeChecked();
  await expect(manager.getByLabel("名称", { exact: true })).toHaveValue(COMPANY);
  await expect(manager.getByLabel("所在地")).toHaveValue("静岡県浜松市1-2-3");
  await expect(manager.locator("#prefecture option:checked")).toHaveText("静岡県");
  await expect(manager.locator("#main_industry")).toHaveValue("E26 生産用機械器具製造業");
  await look(manager, "organisation-fault");
  await manager.getByRole("alert").getByRole("link", { name: "法人番号" }).click();
  await manager.getByLabel("法人番号").fill("7123456789012");
  await manager.getByRole("button", { name: "登録する" }).click();
  await expect(manager).toHaveURL(/\/today$/);
  await expect(manager.locator(".acting")).toContainText(COMPANY);
  await expect(manager.locator(".acting")).toContainText("管理責任者");
  await look(manager, "today-nothing");

  // The link of the set-up is over.
  expect((await manager.goto(installation.setUp)).status()).toBe(404);
});

test("president and colleague are invited by link; a password everybody has is refused", async ({ browser }) => {
  test.setTimeout(180_000);
  const { manager } = browsers;
  browsers.president = await device(browser);
  browsers.colleague = await device(browser, { javaScriptEnabled: false });
  for (const [who, person, role] of [["president", PRESIDENT, "経営者"], ["colleague", COLLEAGUE, "担当者"]]) {
    await manager.goto("/members");
    await manager.getByLabel("氏名").fill(person.name);
    await manager.getByLabel("メールアドレス").fill("sato@");
    await manager.locator("form[action='/members/invite'] select").selectOption({ label: role });
    await manager.getByRole("button", { name: "招待を作る" }).click();
    await expect(manager.getByRole("alert")).toContainText("メールアドレスの形が正しくありません");
    await expect(manager.getByLabel("氏名")).toHaveValue(person.name);
    await expect(manager.locator("form[action='/members/invite'] option:checked")).toHaveText(role);
    if (who === "president") await look(manager, "members-fault");
    await manager.getByLabel("メールアドレス").fill(person.email);
    await manager.getByRole("button", { name: "招待を作る" }).click();
    await expect(manager.getByRole("heading", { level: 1 })).toContainText(person.name);
    if (who === "president") await look(manager, "invited");
    const link = new URL(await manager.locator(".invitation").textContent()).pathname;

    const page = browsers[who];
    if (who === "president") {
      await page.goto(`/en${link}`);
      await accessible(page, "invitation en");
      await fits(page, "invitation en");
    }
    await page.goto(link);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(COMPANY);
    await expect(page.locator("main")).toContainText(role);
    if (who === "president") await look(page, "invitation");
    await page.getByLabel("新しいパスワード").fill("password123!");
    await page.getByRole("button", { name: "招待を受ける" }).click();
    await expect(page.getByRole("alert")).toContainText("よく使われていて");
    await expect(page.getByLabel("新しいパスワード")).toHaveValue("");
    if (who === "president") await look(page, "invitation-fault");
    await page.getByLabel("新しいパスワード").fill(person.password);
    await page.getByRole("button", { name: "招待を受ける" }).click();
    await expect(page).toHaveURL(/\/today$/);
    await expect(page.locator(".acting")).toContainText(`${person.name}（${role}）`);

    // The link works once.
    await manager.goto(link);
    await expect(manager.locator("main")).toContainText("もう使われています");
  }
  await manager.goto("/members");
  await expect(manager.locator(".members > li")).toHaveCount(3);
  await look(manager, "members");
});

test("answered together; of two answers to one question both are shown, and the reader's is kept", async () => {
  test.setTimeout(180_000);
  const { manager, colleague } = browsers;
  await manager.goto("/today");
  await manager.getByRole("button", { name: "チェックを始める" }).click();
  await expect(manager).toHaveURL(/\/checks\/[0-9a-f-]{36}$/);
  check = new URL(manager.url()).pathname;
  await look(manager, "check-empty");

  // Both have the page open. Other questions do not disturb each other.
  await colleague.goto("/today");
  await colleague.getByRole("link", { name: "チェックを開く" }).click();
  await expect(colleague).toHaveURL(check);
  await answer(manager, 1, 1);
  await answer(manager, 2, 2);
  await save(manager);
  await expect(chosen(manager, 1)).toHaveValue("implemented");
  await expect(question(manager, 1)).toContainText(`入力：${MANAGER.name}`);
  await answer(colleague, 4, 1);
  await question(colleague, 4).getByLabel("メモ").fill("図面の棚に鍵がある");
  await save(colleague);
  await expect(colleague.getByRole("alert")).toHaveCount(0);
  await expect(chosen(colleague, 1)).toHaveValue("implemented");
  await expect(chosen(colleague, 4)).toHaveValue("implemented");
  await expect(question(colleague, 4).getByLabel("メモ")).toHaveValue("図面の棚に鍵がある");
  await expect(question(colleague, 4)).toContainText(`入力：${COLLEAGUE.name}`);

  // The same question: the colleague is first.
  await manager.goto(check);
  await answer(colleague, 3, 1);
  await save(colleague);
  await answer(manager, 3, 3);
  await question(manager, 3).getByLabel("メモ").fill("まだ決めていない");
  await answer(manager, 5, 2);
  await save(manager);
  const alert = manager.getByRole("alert");
  await expect(alert).toContainText(`質問3：${COLLEAGUE.name} さんは ○、あなたは × と答えました`);
  await expect(chosen(manager, 3)).toHaveValue("not_implemented");
  await expect(question(manager, 3).getByLabel("メモ")).toHaveValue("まだ決めていない");
  await expect(chosen(manager, 5)).toHaveValue("partial");
  await look(manager, "check-clash");
  await alert.getByRole("link").click();
  await expect(question(manager, 3)).toBeInViewport();
  await save(manager);
  await expect(manager.getByRole("alert")).toHaveCount(0);
  await expect(chosen(manager, 3)).toHaveValue("not_implemented");
  await expect(question(manager, 3)).toContainText(`入力：${MANAGER.name}`);

  for (const number of Array.from({ length: 14 }, (_, at) => at + 6)) await answer(manager, number, (number % 3) + 1);
  await save(manager);
  await expect(manager.locator("main")).toContainText("19問のうち19問に回答");
  await look(manager, "check");
  await manager.goto("/today");
  await expect(manager.getByRole("heading", { level: 1 })).toContainText("次は経営者の確認です");
  await look(manager, "today-unsigned");
});

test("the president confirms, after the password where it is not fresh; a later change asks for it anew", async () => {
  test.setTimeout(180_000);
  const { president, colleague, manager } = browsers;
  await president.goto(check);
  installation.tire();
  await president.getByRole("button", { name: "この内容を確認・記名する" }).click();
  await expect(president).toHaveURL(/\/confirm\?then=\/checks\//);
  await look(president, "confirm");
  await president.getByLabel("パスワード").fill("sakura no hana 1234");
  await president.getByRole("button", { name: "確認して続ける" }).click();
  await expect(president.getByRole("alert")).toBeVisible();
  await president.getByLabel("パスワード").fill(PRESIDENT.password);
  await president.getByRole("button", { name: "確認して続ける" }).click();
  await expect(president).toHaveURL(check);
  await president.getByRole("button", { name: "この内容を確認・記名する" }).click();
  await expect(president.locator(".notice")).toContainText(`${PRESIDENT.name} さんが確認・記名しました`);
  await expect(president.getByRole("button", { name: "この内容を確認・記名する" })).toHaveCount(0);
  await look(president, "check-signed");
  // On paper: whose it is and what was answered, nothing to press.
  await president.emulateMedia({ media: "print" });
  await expect(president.locator("nav, button, .ans label:not(:has(:checked))").filter({ visible: true })).toHaveCount(0);
  await expect(president.locator(".acting")).toBeVisible();
  await expect(president.locator(".notice")).toBeVisible();
  await president.emulateMedia({ media: null });
  await president.pdf({ path: "screenshots/accounts-check.pdf", preferCSSPageSize: true });
  await president.goto("/today");
  await expect(president.getByRole("heading", { level: 1 })).toContainText("経営者の確認まで終わっています");

  await colleague.goto(check);
  await answer(colleague, 5, 1);
  await save(colleague);
  await expect(colleague.locator(".notice")).toContainText("そのあとに回答が変わりました");
  await president.goto(check);
  await look(president, "check-changed");
  await president.goto("/today");
  await expect(president.getByRole("heading", { level: 1 })).toContainText("もう一度、経営者の確認が必要です");
  await manager.goto("/checks");
  await expect(manager.locator("main")).toContainText("確認後に変更あり");
  await look(manager, "checks");
});

test("the history tells who did what, and can be taken away", async ({}, info) => {
  test.setTimeout(120_000);
  const { manager } = browsers;
  await manager.goto("/history");
  const rows = manager.locator("tbody tr");
  await expect(rows.filter({ hasText: PRESIDENT.name }).filter({ hasText: "チェックを確認・記名した" })).toHaveCount(1);
  await expect(rows.filter({ hasText: COLLEAGUE.name }).filter({ hasText: "質問5に ○ と答えた" })).toHaveCount(1);
  await look(manager, "history");
  const saved = manager.waitForEvent("download");
  await manager.getByRole("link", { name: "CSVで受け取る" }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toMatch(/^mamori-history-\d{4}-\d\d-\d\d\.csv$/);
  const path = info.outputPath("history.csv");
  await download.saveAs(path);
  const table = readFileSync(path, "utf8");
  expect(table).toContain("チェックを確認・記名した");
  expect(table).toContain(COLLEAGUE.name);
});

test("acting for another company, nothing of the first is there", async () => {
  test.setTimeout(120_000);
  const { colleague } = browsers;
  await colleague.goto("/account");
  await colleague.getByRole("link", { name: "組織を登録する" }).click();
  await colleague.getByLabel("個人事業主", { exact: true }).check();
  await colleague.getByLabel("名称", { exact: true }).fill("鈴木工房（架空）");
  await colleague.getByRole("button", { name: "登録する" }).click();
  await expect(colleague.locator(".acting")).toContainText("鈴木工房（架空）");
  await colleague.goto("/checks");
  await expect(colleague.locator("main")).toContainText("まだチェックがありません");
  expect((await colleague.goto(check)).status()).toBe(404);
  expect(await colleague.content()).not.toContain(MANAGER.name);
  await colleague.goto("/history");
  await expect(colleague.locator("main")).not.toContainText(MANAGER.name);
  await colleague.goto("/account");
  await picture(colleague, "account");
  await touchable(colleague, "account");
  await fits(colleague, "account");
  await colleague.getByRole("button", { name: "この組織に切り替える" }).click();
  await expect(colleague.locator(".acting")).toContainText(COMPANY);
  expect((await colleague.goto(check)).status()).toBe(200);
});

test("a wrong password keeps the address typed; another site is not where one goes then", async ({ browser }) => {
  test.setTimeout(120_000);
  const page = await device(browser);
  browsers.other = page;
  await page.goto("/checks");
  await expect(page).toHaveURL(/\/sign-in\?then=\/checks$/);
  await look(page, "sign-in");
  await page.getByLabel("メールアドレス").fill(MANAGER.email);
  await page.getByLabel("パスワード").fill("chigau kotoba 99");
  await page.getByRole("button", { name: "サインインする" }).click();
  await expect(page.getByRole("alert")).toContainText("組み合わせが合いません");
  await expect(page.getByLabel("メールアドレス")).toHaveValue(MANAGER.email);
  await expect(page.getByLabel("パスワード")).toHaveValue("");
  await look(page, "sign-in-fault");
  await page.getByLabel("パスワード").fill(MANAGER.password);
  await page.getByRole("button", { name: "サインインする" }).click();
  await expect(page).toHaveURL(/\/checks$/);
  for (const then of ["https://example.com/", "//example.com/", "/\\example.com/", "javascript:alert(1)"]) {
    await page.getByRole("button", { name: "サインアウト" }).click();
    await expect(page).toHaveURL(/\/sign-in$/);
    await signIn(page, MANAGER, `/sign-in?then=${encodeURIComponent(then)}`);
    await expect(page, then).toHaveURL(`${installation.address}/today`);
  }
});

for (const lang of ["ja", "en"]) {
  test(`every page is for everybody: ${lang}`, async () => {
    test.setTimeout(300_000);
    const { manager } = browsers;
    const clean = watchConsole(manager);
    const pages = ["/sign-in", "/today", "/organisation", "/organisations/new", "/members", "/checks", check, "/history", "/account", "/confirm"];
    for (const path of pages) {
      await manager.goto(lang === "ja" ? path : `/en${path}`);
      await fits(manager, path);
      await touchable(manager, path);
      await accessible(manager, path);
      if (lang === "ja") await reachable(manager, path);
    }
    clean();
  });
}

test("a session ended elsewhere, and one signed out, are over", async () => {
  const { manager, other } = browsers;
  await other.goto("/today");
  await manager.goto("/account");
  const ends = manager.getByRole("button", { name: "終了する", exact: true });
  for (let left = await ends.count(); left > 0; left -= 1) {
    await ends.first().click();
    await expect(ends).toHaveCount(left - 1);
  }
  await other.goto("/members");
  await expect(other).toHaveURL(/\/sign-in\?then=\/members$/);
  await signIn(other, MANAGER, other.url());
  await expect(other).toHaveURL(/\/members$/);

  await manager.goto("/today");
  await manager.getByRole("button", { name: "サインアウト" }).click();
  await expect(manager).toHaveURL(/\/sign-in$/);
  await manager.goto(check);
  await expect(manager).toHaveURL(/\/sign-in\?then=/);
});
