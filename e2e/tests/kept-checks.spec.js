// Several people fill one check: nothing typed is lost, nothing of another is overwritten unseen, nobody else sees it.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { accessible, fits, install, picture, reachable, touchable } from "./company.js";
import { DESK, PHONE } from "./story.js";

// One installation for all: each story goes on from the one before.
test.describe.configure({ mode: "serial" });

const PORT = 8181;
const MANAGER = { name: "山田 花子", email: "yamada@example.jp", password: "kawa no hotori de 3 do yasumu" };
const COLLEAGUE = { name: "鈴木 次郎", email: "suzuki@example.jp", password: "ame no hi ha hon wo yomu 5" };
const PRESIDENT = { name: "佐藤 一郎", email: "sato@example.jp", password: "haru no yama wo aruku 7 nin" };

let installation;
let pages;
let check;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  installation = await install(PORT);
  const device = async (viewport, more = {}) => (await browser.newContext({ baseURL: installation.address, viewport, locale: "ja-JP", timezoneId: "Asia/Tokyo", ...more })).newPage();
  const manager = await device(PHONE);
  pages = { manager, colleague: await device(PHONE), president: await device(DESK) };
  await manager.goto(installation.setUp);
  await manager.getByLabel("氏名").fill(MANAGER.name);
  await manager.getByLabel("メールアドレス").fill(MANAGER.email);
  await manager.getByLabel("新しいパスワード").fill(MANAGER.password);
  await manager.getByRole("button", { name: "登録して始める" }).click();
  await manager.goto("/organisations/new");
  await manager.getByLabel("会社", { exact: true }).check();
  await manager.getByLabel("名称", { exact: true }).fill("見本金型（架空）");
  await manager.getByRole("button", { name: "登録する" }).click();
  for (const [who, person, role] of [["colleague", COLLEAGUE, "担当者"], ["president", PRESIDENT, "経営者"]]) {
    await manager.goto("/members");
    await manager.getByLabel("氏名").fill(person.name);
    await manager.getByLabel("メールアドレス").fill(person.email);
    await manager.locator("form[action='/members/invite'] select").selectOption({ label: role });
    await manager.getByRole("button", { name: "招待を作る" }).click();
    await pages[who].goto(new URL(await manager.locator(".invitation").first().textContent()).pathname);
    await pages[who].getByLabel("新しいパスワード").fill(person.password);
    await pages[who].getByRole("button", { name: "招待を受ける" }).click();
  }
});

test.afterAll(async () => {
  await Promise.all(Object.values(pages ?? {}).map((page) => page.context().close()));
  await installation?.stop();
});

const question = (page, number) => page.locator(`#q${number}`);
/** Answers by the position of the answer, from 1. */
const answer = (page, number, position) => question(page, number).locator(".ans label").nth(position - 1).click();
const memo = (page, number) => question(page, number).getByLabel("メモ");
const save = (page) => page.getByRole("button", { name: "保存する" }).first().click();
const chosen = (page, number) => question(page, number).locator("input:checked");
const kept = (page) => expect(page.locator(".typing-state")).toContainText("入力を控えました");

const look = async (page, name) => {
  await picture(page, name);
  await touchable(page, name);
  await fits(page, name);
  await accessible(page, name);
};

test("two phones fill one check; what both answered is shown side by side and the rest is saved", async () => {
  test.setTimeout(120_000);
  const { manager, colleague } = pages;
  await manager.goto("/checks");
  await manager.getByRole("button", { name: "新しいチェックを始める" }).click();
  await expect(manager).toHaveURL(/\/checks\/[0-9a-f-]{36}$/);
  check = new URL(manager.url()).pathname;
  await colleague.goto(check);
  await answer(colleague, 2, 1);
  await memo(colleague, 2).fill("図面の棚に鍵がある");
  await save(colleague);
  for (const [number, position] of [[1, 2], [2, 3], [9, 2]]) await answer(manager, number, position);
  await memo(manager, 2).fill("夜はあいている");
  await save(manager);
  const alert = manager.getByRole("alert");
  await expect(alert).toContainText(`質問2：${COLLEAGUE.name} さんは ○、あなたは × と答えました`);
  await expect(alert).toContainText("ほかの2問は保存しました");
  const versions = question(manager, 2).locator(".versions > div");
  await expect(versions.nth(0)).toContainText(COLLEAGUE.name);
  await expect(versions.nth(0)).toContainText("図面の棚に鍵がある");
  await expect(versions.nth(1)).toContainText("夜はあいている");
  await look(manager, "kept-clash");
  await save(manager);
  await expect(alert).toHaveCount(0);
  await colleague.goto(check);
  await expect(chosen(colleague, 2)).toHaveValue("not_implemented");
  await expect(memo(colleague, 2)).toHaveValue("夜はあいている");
});

test("a reload in the middle loses nothing, whether the server has it yet or not", async () => {
  const { manager, colleague } = pages;
  await manager.goto(check);
  await answer(manager, 4, 2);
  await memo(manager, 4).fill("金庫の番号");
  await kept(manager);
  await manager.reload();
  await expect(chosen(manager, 4)).toHaveValue("partial");
  await expect(memo(manager, 4)).toHaveValue("金庫の番号");
  await expect(question(manager, 4)).toContainText("保存前の入力です");
  await expect(manager.locator(".notice")).toContainText("保存前の入力が1問あります");
  await look(manager, "kept-draft");
  // Typed and reloaded within the same second.
  await memo(manager, 5).fill("まだ送られていない");
  await manager.reload();
  await expect(memo(manager, 5)).toHaveValue("まだ送られていない");
  // Nobody else sees any of it, and it is gone once it is saved.
  await colleague.goto(check);
  await expect(memo(colleague, 4)).toHaveValue("");
  await save(manager);
  await expect(question(manager, 4)).toContainText(`入力：${MANAGER.name}`);
  await manager.reload();
  await expect(manager.locator(".draft")).toHaveCount(0);
  await expect(memo(manager, 5)).toHaveValue("まだ送られていない");
});

test("offline for a while: typing goes on, stays, and is kept by itself once there is a connection", async () => {
  const { colleague } = pages;
  await colleague.goto(check);
  await colleague.context().setOffline(true);
  await answer(colleague, 6, 1);
  await memo(colleague, 6).fill("電波のない倉庫で");
  await expect(colleague.locator(".typing-state")).toContainText("接続できません");
  await picture(colleague, "kept-offline");
  await save(colleague);
  await expect(memo(colleague, 6)).toHaveValue("電波のない倉庫で");
  await colleague.context().setOffline(false);
  await kept(colleague);
  await colleague.reload();
  await expect(memo(colleague, 6)).toHaveValue("電波のない倉庫で");
  await expect(chosen(colleague, 6)).toHaveValue("implemented");
  await save(colleague);
  await expect(question(colleague, 6)).toContainText(`入力：${COLLEAGUE.name}`);
});

test("a session that ends in the middle: after signing in the same form is there, filled", async () => {
  const { colleague } = pages;
  await colleague.goto(check);
  await colleague.context().clearCookies();
  await memo(colleague, 7).fill("サインインが切れた");
  await expect(colleague.locator(".typing-state")).toContainText("サインインの期限が切れました");
  await picture(colleague, "kept-over");
  await save(colleague);
  await expect(colleague).toHaveURL(/\/sign-in\?then=\/checks\//);
  await colleague.getByLabel("メールアドレス").fill(COLLEAGUE.email);
  await colleague.getByLabel("パスワード").fill(COLLEAGUE.password);
  await colleague.getByRole("button", { name: "サインインする" }).click();
  await expect(colleague).toHaveURL(new RegExp(`${check}$`));
  await expect(memo(colleague, 7)).toHaveValue("サインインが切れた");
  const shown = colleague.waitForResponse((response) => response.request().method() === "GET" && response.url().endsWith(check));
  await save(colleague);
  await (await shown).finished();
  await colleague.waitForLoadState();
  await colleague.reload();
  await expect(memo(colleague, 7)).toHaveValue("サインインが切れた");
  await expect(colleague.locator(".draft")).toHaveCount(0);
});

test("two windows of one person do not overwrite each other unseen", async () => {
  const { manager } = pages;
  const second = await manager.context().newPage();
  await manager.goto(check);
  await second.goto(check);
  await memo(manager, 8).fill("一つ目の窓");
  await kept(manager);
  await memo(second, 8).fill("二つ目の窓");
  await expect(question(second, 8).locator(".draft")).toContainText("別の画面での保存前の入力");
  await expect(question(second, 8).locator(".draft")).toContainText("一つ目の窓");
  await second.close();
  await manager.reload();
  await expect(memo(manager, 8)).toHaveValue("一つ目の窓");
  await save(manager);
});

test("without scripts everything is saved as before, and the page is for everybody", async ({ browser }) => {
  test.setTimeout(120_000);
  const { manager } = pages;
  const plain = await browser.newContext({ baseURL: installation.address, viewport: PHONE, javaScriptEnabled: false, storageState: await manager.context().storageState() });
  const page = await plain.newPage();
  await page.goto(check);
  await expect(page.locator(".typing-state")).toBeHidden();
  await answer(page, 10, 1);
  await save(page);
  await expect(question(page, 10)).toContainText(`入力：${MANAGER.name}`);
  await plain.close();
  for (const path of [check, `/en${check}`]) {
    await manager.goto(path);
    await look(manager, `kept-check${path.startsWith("/en") ? "-en" : ""}`);
  }
  await manager.setViewportSize(DESK);
  await reachable(manager, "kept-check");
  await manager.setViewportSize(PHONE);
});

test("the president confirms on paper: the sheet bears a number, and the scan is registered with it", async ({}, info) => {
  test.setTimeout(180_000);
  const { manager, president } = pages;
  await manager.goto(check);
  await manager.getByRole("link", { name: "紙・電子契約で確認する" }).click();
  await expect(manager).toHaveURL(/\/sign-off$/);
  await look(manager, "kept-ways");
  const saved = manager.waitForEvent("download");
  await manager.getByRole("link", { name: "確認書をPDFで受け取る" }).click();
  const sheet = info.outputPath("sheet.pdf");
  await (await saved).saveAs(sheet);
  writeFileSync("screenshots/kept-sheet.pdf", execFileSync("cat", [sheet]));
  expect(execFileSync("pdfinfo", [sheet], { encoding: "utf8" })).toMatch(/Page size:.*A4/);
  const text = execFileSync("pdftotext", ["-layout", sheet, "-"], { encoding: "utf8" });
  const number = /確認番号 ([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})/.exec(text)[1];
  for (const said of ["夜はあいている", "令和", "押印する場所", "認証の審査ではありません", "見本金型"]) expect.soft(text).toContain(said);
  const paper = manager.locator("form[action$='/sign-off/paper']");
  await paper.getByLabel("記名した人").selectOption({ label: PRESIDENT.name });
  await paper.getByLabel("記名した日").fill("きのう");
  await paper.getByLabel("確認番号").fill("0000-0000-0000");
  await paper.getByLabel("原本の保管場所").fill("総務の金庫");
  await paper.getByRole("button", { name: "この確認を登録する" }).click();
  const alert = manager.getByRole("alert");
  for (const wrong of ["記名した日", "確認番号", "ファイル"]) await expect(alert).toContainText(wrong);
  await expect(paper.getByLabel("原本の保管場所")).toHaveValue("総務の金庫");
  await expect(paper.locator("option:checked")).toHaveText(PRESIDENT.name);
  await look(manager, "kept-ways-fault");
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo" }).format(new Date());
  await paper.getByLabel("記名した日").fill(today);
  await paper.getByLabel("確認番号").fill(number);
  await paper.getByLabel("ファイル").setInputFiles(sheet);
  await paper.getByRole("button", { name: "この確認を登録する" }).click();
  await expect(manager).toHaveURL(new RegExp(`${check}$`));
  await expect(manager.locator(".notice").first()).toContainText(`${PRESIDENT.name} さんが確認・記名しました`);
  await manager.getByText("確認の内容を見る").click();
  const sha = execFileSync("sha256sum", [sheet], { encoding: "utf8" }).slice(0, 64);
  await expect(manager.locator(".facts")).toContainText(sha);
  await expect(manager.locator(".facts")).toContainText("総務の金庫");
  await expect(manager.locator(".facts")).toContainText(number);
  await look(manager, "kept-signed-on-paper");
  // A later change makes it void; the president confirms what stands on screen.
  await memo(manager, 11).fill("あとから");
  await save(manager);
  await expect(manager.locator(".notice").first()).toContainText("そのあとに回答が変わりました");
  await president.goto(check);
  await president.getByRole("button", { name: "この内容を確認・記名する" }).click();
  await expect(president.locator(".notice").first()).toContainText(`${PRESIDENT.name} さんが確認・記名しました`);
});

test("taken out, carried over, drawn over time, compared, closed; a third company sees nothing of it", async ({ browser }, info) => {
  test.setTimeout(240_000);
  const { manager, colleague } = pages;
  await manager.goto(check);
  for (const [name, ending] of [["報告書をPDFで受け取る", "pdf"], ["Excel で受け取る", "xlsx"], ["結果をファイルで受け取る（JSON）", "json"]]) {
    const saved = manager.waitForEvent("download");
    await manager.getByRole("link", { name }).click();
    const path = info.outputPath(`result.${ending}`);
    await (await saved).saveAs(path);
    if (ending !== "pdf") continue;
    writeFileSync("screenshots/kept-report.pdf", execFileSync("cat", [path]));
    const text = execFileSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" });
    for (const said of ["夜はあいている", MANAGER.name, "認証の審査ではありません"]) expect.soft(text).toContain(said);
  }
  await manager.goto("/checks");
  await manager.getByRole("button", { name: "の回答を引き継いで始める" }).click();
  await expect(manager).toHaveURL(/\/checks\/[0-9a-f-]{36}$/);
  const next = new URL(manager.url()).pathname;
  await answer(manager, 1, 1);
  await answer(manager, 3, 1);
  await save(manager);
  await expect(question(manager, 3)).toContainText(`入力：${MANAGER.name}`);
  await manager.goto("/checks");
  await expect(manager.locator(".trend")).toBeVisible();
  await look(manager, "kept-list");
  await manager.goto(`${next}/compare`);
  await look(manager, "kept-compare-with");
  await manager.getByRole("link", { name: "くらべる" }).first().click();
  await expect(manager.locator("main")).toContainText("変わった回答");
  await look(manager, "kept-compared");
  await manager.goto(`${check}/close`);
  await look(manager, "kept-close");
  await manager.getByRole("button", { name: "このチェックを締める" }).click();
  await expect(manager.locator("main")).toContainText("回答は変えられません");
  await look(manager, "kept-closed");
  for (const path of ["/checks", check, `${next}/sign-off`, `${next}/compare`]) {
    await manager.goto(`/en${path}`);
    await fits(manager, `en ${path}`);
    await accessible(manager, `en ${path}`);
  }
  // A third company, by every door.
  await colleague.goto("/organisations/new");
  await colleague.getByLabel("個人事業主", { exact: true }).check();
  await colleague.getByLabel("名称", { exact: true }).fill("鈴木工房（架空）");
  await colleague.getByRole("button", { name: "登録する" }).click();
  await expect(colleague.locator(".acting")).toContainText("鈴木工房（架空）");
  const doors = ["", "/sign-off", "/sign-off.pdf", "/result/pdf", "/result/xlsx", "/result/json", "/compare", `/compare?with=${next.slice(8)}`, "/close"];
  for (const door of doors) {
    const answered = await colleague.request.get(`${check}${door}`);
    expect.soft(answered.status(), door).toBe(404);
    expect.soft(await answered.text(), door).not.toContain(MANAGER.name);
  }
});
