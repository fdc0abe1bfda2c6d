// Answers that were given elsewhere are taken over into the record: from the device, from a file, without JavaScript; and
// the executive is asked to confirm them.
import { expect, test } from "@playwright/test";
import { accessible, fits, install, picture, reachable, touchable } from "./company.js";
import { answerAll, DESK, PHONE, shot } from "./story.js";

// One installation for all: each story goes on from the one before.
test.describe.configure({ mode: "serial" });

const PORT = 8191;
const MANAGER = { name: "山田 花子", email: "yamada@example.jp", password: "kawa no hotori de 3 do yasumu" };
const PRESIDENT = { name: "佐藤 一郎", email: "sato@example.jp", password: "haru no yama wo aruku 7 nin" };

let installation;
let manager;
let president;
let check;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  installation = await install(PORT);
  const device = async (viewport) => (await browser.newContext({ baseURL: installation.address, viewport, locale: "ja-JP", timezoneId: "Asia/Tokyo" })).newPage();
  [manager, president] = [await device(PHONE), await device(DESK)];
  await manager.goto(installation.setUp);
  await manager.getByLabel("氏名").fill(MANAGER.name);
  await manager.getByLabel("メールアドレス").fill(MANAGER.email);
  await manager.getByLabel("新しいパスワード").fill(MANAGER.password);
  await manager.getByRole("button", { name: "登録して始める" }).click();
  await manager.goto("/organisations/new");
  await manager.getByLabel("会社", { exact: true }).check();
  await manager.getByLabel("名称", { exact: true }).fill("見本金型（架空）");
  await manager.getByRole("button", { name: "登録する" }).click();
});

test.afterAll(async () => {
  await manager?.context().close();
  await president?.context().close();
  await installation?.stop();
});

const look = async (page, name) => {
  await picture(page, `claim-${name}`);
  await fits(page, name);
  await touchable(page, name);
};

const sheet = (rows) => ({ name: "点検表.csv", mimeType: "text/csv", buffer: Buffer.from(`番号,項目,回答\n${rows.join("\n")}\n`) });

test("a filled sheet is shown first, with what is left out and why, and then taken with its day", async () => {
  await manager.goto("/checks");
  await manager.getByRole("link", { name: "ほかで答えた結果を取り込む" }).click();
  await look(manager, "choose");
  await accessible(manager, "choose a file");
  await reachable(manager, "choose a file");
  await manager.getByLabel("ファイル", { exact: true }).setInputFiles({ name: "写真.jpg", mimeType: "image/jpeg", buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0]) });
  await manager.getByRole("button", { name: "ファイルを読み取る" }).click();
  await expect(manager.getByRole("alert")).toContainText("このファイルからは取り込めません");
  await look(manager, "not-read");
  await accessible(manager, "a file that is not read");
  await manager.getByLabel("ファイル", { exact: true }).setInputFiles(sheet(["1,,○", "2,,△", "3,,検討中", "5,,○", "9,,×"]));
  await manager.getByRole("button", { name: "ファイルを読み取る" }).click();
  await expect(manager.locator("main")).toContainText("19問のうち4問の回答を取り込みます。まだ保存していません。");
  await expect(manager.locator("main")).toContainText("検討中");
  await expect(manager.locator("main")).toContainText("回答のない質問：3、4、6");
  await look(manager, "preview");
  await accessible(manager, "what will be taken");
  await reachable(manager, "what will be taken");
  await manager.getByLabel("回答した日").fill("2099-01-01");
  await manager.getByRole("button", { name: "この回答を取り込む" }).click();
  await expect(manager.getByRole("alert")).toContainText("先の日付になっています");
  await expect(manager.getByLabel("回答した日")).toHaveValue("2099-01-01");
  await look(manager, "day-fault");
  await accessible(manager, "a day to come");
  await manager.getByLabel("回答した日").fill("令和8年4月1日");
  await manager.getByRole("button", { name: "この回答を取り込む" }).click();
  await expect(manager.locator("main")).toContainText("記入ずみの点検表から取り込み。");
  await expect(manager.locator("main")).toContainText("19問のうち4問に回答");
  check = new URL(manager.url()).pathname;
  await look(manager, "taken");
});

test("where there is no executive the page leads to inviting one, and then one is asked", async () => {
  await manager.goto(check);
  await manager.getByRole("link", { name: "経営者を招待する" }).click();
  await expect(manager).toHaveURL(/\/members#invite$/);
  await manager.getByLabel("氏名").fill(PRESIDENT.name);
  await manager.getByLabel("メールアドレス").fill(PRESIDENT.email);
  await manager.locator("form[action='/members/invite'] select").selectOption({ label: "経営者" });
  await manager.getByRole("button", { name: "招待を作る" }).click();
  const invitation = new URL(await manager.locator(".invitation").first().textContent()).pathname;
  await president.goto(invitation);
  await look(president, "invitation");
  await accessible(president, "the invitation");
  await reachable(president, "the invitation");
  await president.getByLabel("新しいパスワード").fill(PRESIDENT.password);
  await president.getByRole("button", { name: "招待を受ける" }).click();
  await manager.goto(check);
  await look(manager, "ask");
  await accessible(manager, "asking");
  await shot(manager.locator("#sign-off"), "accounts-claim-ask-part");
  await manager.getByRole("button", { name: "確認をお願いする" }).click();
  await expect(manager.locator("#sign-off")).toContainText("山田 花子 さんが佐藤 一郎 さんに確認をお願いしました");
  await expect(manager.getByRole("button", { name: "確認をお願いする" })).toHaveCount(0);
  await look(manager, "asked");
  await shot(manager.locator("#sign-off"), "accounts-claim-asked-part");
  await president.goto("/today");
  await expect(president.locator("main")).toContainText("山田 花子 さんからチェックの確認をお願いされました");
  await look(president, "today");
  await accessible(president, "today, asked");
  await president.locator("section.card", { hasText: "お願いされました" }).getByRole("link", { name: "チェックを開く" }).click();
  await president.getByRole("button", { name: "この内容を確認・記名する" }).click();
  await expect(president.locator("main")).toContainText("佐藤 一郎 さんが確認・記名しました");
});

test("the answers of the device are taken over with the day they were changed", async () => {
  await manager.goto("/check/tics-19");
  await answerAll(manager, [1, 2]);
  await manager.goto("/check/tics-19/result");
  await manager.getByRole("button", { name: "この結果を自社の記録に残す" }).click();
  await expect(manager.locator("main")).toContainText("19問のうち2問の回答を取り込みます");
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo" }).format(new Date());
  await expect(manager.getByLabel("回答した日")).toHaveValue(today);
  await manager.getByLabel("回答した日").fill("2020-01-01");
  await manager.getByRole("button", { name: "この回答を取り込む" }).click();
  await expect(manager.getByRole("alert")).toContainText("に変わっています");
  await manager.getByLabel("回答した日").fill(today);
  await manager.getByRole("button", { name: "この回答を取り込む" }).click();
  await expect(manager.locator("main")).toContainText("端末で答えたチェックから取り込み。");
  // The list tells both; nothing of the answers stands in an address.
  await manager.goto("/checks");
  await expect(manager.getByText("取り込み", { exact: true })).toHaveCount(2);
});

test("without JavaScript a file is taken over as well", async ({ browser }) => {
  const cookies = await manager.context().cookies();
  const context = await browser.newContext({ baseURL: installation.address, viewport: PHONE, locale: "ja-JP", javaScriptEnabled: false });
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto("/checks/claim");
  await page.getByLabel("点検表のチェックリスト").selectOption("handbook-32");
  await page.getByLabel("ファイル", { exact: true }).setInputFiles(sheet(["1,,○", "2,,×"]));
  await page.getByRole("button", { name: "ファイルを読み取る" }).click();
  await expect(page.locator("main")).toContainText("32問のうち2問の回答を取り込みます");
  await page.getByLabel("回答した日").fill("2026-04-01");
  await page.getByRole("button", { name: "この回答を取り込む" }).click();
  await expect(page.locator("main")).toContainText("32問のうち2問に回答");
  await context.close();
});

test("a token is made, shown once and stopped on pages that everybody can use", async () => {
  await manager.goto("/account/tokens");
  const form = manager.locator("form[action='/account/tokens']");
  await look(manager, "tokens");
  await accessible(manager, "tokens");
  await reachable(manager, "tokens");
  // Everything that is wrong is told at once, with a way to each place.
  await form.evaluate((form) => { form.noValidate = true; });
  await form.getByRole("button").click();
  await expect(manager.getByRole("alert").getByRole("link")).toHaveCount(3);
  await look(manager, "tokens-faults");
  await accessible(manager, "a token that is not made");
  await manager.locator("#name").fill("在庫の仕組み");
  const tomorrow = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo" }).format(new Date(Date.now() + 86_400_000));
  await manager.locator("#until").fill(tomorrow);
  await manager.locator("input[value='check.view']").check();
  await form.getByRole("button").click();
  const secret = await manager.locator(".secret code").textContent();
  expect(secret.length).toBeGreaterThan(20);
  await look(manager, "token-made");
  await accessible(manager, "a token that was made");
  await manager.goto("/account/tokens");
  await expect(manager.locator("main")).not.toContainText(secret);
  const answer = await manager.request.get("/api/v1/checks", { headers: { authorization: `Bearer ${secret}` } });
  expect(answer.status()).toBe(200);
  await manager.getByRole("button", { name: "止める" }).click();
  await expect(manager.locator("main")).toContainText("在庫の仕組み");
  expect((await manager.request.get("/api/v1/checks", { headers: { authorization: `Bearer ${secret}` } })).status()).toBe(401);
});
