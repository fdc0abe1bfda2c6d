// Who set the installation up begins its operation, registers a certification body for its people, and invites the first
// of them, who comes in; on a phone, on a desk, by keyboard and without JavaScript.
import { expect, test } from "@playwright/test";
import { accessible, fits, install, picture, reachable, touchable } from "./company.js";
import { DESK, PHONE } from "./story.js";

test.describe.configure({ mode: "serial", timeout: 180_000 });

const PORT = 8195;
const OPERATOR = { name: "運営 太郎", email: "unei@example.jp", password: "mizuumi no soba no 5 hon no ki" };

let installation;
let operator;
let link;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  installation = await install(PORT);
  const device = await browser.newContext({ baseURL: installation.address, viewport: PHONE, locale: "ja-JP"});
  operator = await device.newPage();
  await operator.goto(installation.setUp);
  await operator.getByLabel("氏名").fill(OPERATOR.name);
  await operator.getByLabel("メールアドレス").fill(OPERATOR.email);
  await operator.getByLabel("新しいパスワード").fill(OPERATOR.password);
  await operator.getByRole("button", { name: "登録して始める" }).click();
});

test.afterAll(async () => {
  await operator?.context().close();
  await installation?.stop();
});

const look = async (page, name) => {
  await picture(page, `operator-${name}`);
  await fits(page, name);
  await touchable(page, name);
  await accessible(page, name);
  await reachable(page, name);
};

test("the operation begins once, for an organisation that is named", async () => {
  await operator.goto("/operator");
  await look(operator, "nobody");
  await operator.getByRole("link", { name: "組織を登録する" }).click();
  await look(operator, "register");
  await operator.getByLabel("団体", { exact: true }).check();
  await operator.getByLabel("名称", { exact: true }).fill("見本運営協会（架空）");
  await operator.getByRole("button", { name: "登録する" }).click();
  await operator.goto("/operator");
  await expect(operator.locator("main")).toContainText("「見本運営協会（架空）」が運営します");
  await look(operator, "begin");
  await operator.getByRole("button", { name: "この組織が運営する" }).click();
  await expect(operator.getByRole("heading", { name: "運営", exact: true })).toBeVisible();
  await expect(operator.locator(".acting")).toContainText("運営者");
  await look(operator, "list");
});

test("a certification body is registered for its people, and its first person comes in", async ({ browser }) => {
  await operator.goto("/operator");
  await operator.getByRole("link", { name: "組織を登録して、最初の一人を招く" }).click();
  await operator.getByRole("button", { name: "招待を作る" }).click();
  await expect(operator.getByRole("alert")).toContainText("氏名");
  await look(operator, "faults");
  await operator.getByLabel("認証機関", { exact: true }).check();
  await operator.getByLabel("名称", { exact: true }).fill("見本認証センター（架空）");
  await operator.getByLabel("氏名").fill("認証 花子");
  await operator.getByLabel("メールアドレス", { exact: true }).fill("hanako@ninsho.example");
  await operator.getByRole("button", { name: "招待を作る" }).click();
  await expect(operator.getByRole("heading", { name: "見本認証センター（架空） から Mamori への招待" })).toBeVisible();
  link = await operator.locator(".invitation").textContent();
  await look(operator, "invited");
  await operator.getByRole("link", { name: "組織の一覧に戻る" }).click();
  await expect(operator.locator("main")).toContainText("招待中");
  await look(operator, "waiting");

  const plain = await browser.newContext({ baseURL: installation.address, viewport: DESK, locale: "ja-JP", javaScriptEnabled: false });
  const head = await plain.newPage();
  await head.goto(link.trim());
  await head.locator("input[name=password]").fill("yama no mukou no 4 tsu no mura");
  await head.getByRole("button", { name: "招待を受ける" }).click();
  await expect(head.locator(".acting")).toContainText("見本認証センター（架空）");
  await expect(head.locator(".acting")).toContainText("管理者");
  await head.goto("/operator");
  await expect(head.locator("main")).toContainText("この組織には、この操作ができる役割がありません。");
  await expect(head.locator("main")).not.toContainText("見本運営協会");
  await plain.close();
  await operator.goto("/operator");
  await expect(operator.locator("main")).not.toContainText("認証 花子");
});

test("jobs and letters are shown", async () => {
  await operator.goto("/operator/jobs");
  await look(operator, "jobs");
  await operator.goto("/operator/letters");
  await expect(operator.locator("main")).toContainText("見本 花子");
  await look(operator, "letters");
  await operator.goto("/en/operator/letters");
  await expect(operator.locator("main")).toContainText("How mails read");
  await fits(operator, "letters in English");
});

test("who runs it is asked for a copy of the keys until somebody says that there is one", async () => {
  await operator.goto("/today");
  await operator.getByRole("link", { name: "鍵の控えを置く" }).click();
  await expect(operator.getByRole("heading", { name: "鍵の控えを、安全な場所に置いてください" })).toBeVisible();
  await look(operator, "keys");
  for (const file of ["keys/master", "keys/vault", "keys/log"]) await expect(operator.getByText(file, { exact: true })).toBeVisible();
  const go = operator.getByRole("button", { name: "置いたことを記録する" });
  await operator.locator("input[name=safe]").evaluate((box) => box.removeAttribute("required"));
  await go.click();
  await expect(operator.getByRole("alert")).toHaveText("控えを置いたら、下の欄に印を付けてください。");
  await operator.getByLabel("いまのすべての鍵の控えを、バックアップとは別の安全な場所に置きました").check();
  await go.click();
  await expect(operator.getByRole("heading", { name: "鍵の控えは、安全な場所にあります" })).toBeVisible();
  await look(operator, "keys-safe");
  await operator.goto("/en/operator/keys");
  await expect(operator.locator("main")).toContainText("A copy of the keys is in a safe place");
  await fits(operator, "keys in English");
  await operator.goto("/today");
  await expect(operator.locator("main")).not.toContainText("鍵の控え");
});

test("who runs it is told that no backup is taken, and finds what came into the last one", async () => {
  await operator.goto("/today");
  await expect(operator.locator("main")).toContainText("バックアップが、まだ取られていません");
  await operator.getByRole("link", { name: "バックアップを確かめる" }).click();
  await expect(operator.getByRole("heading", { name: "バックアップは、まだ取られていません" })).toBeVisible();
  await look(operator, "backups-none");
  installation.backup();
  await operator.reload();
  await expect(operator.getByRole("heading", { name: /^最後のバックアップ：/ })).toBeVisible();
  await expect(operator.locator("#last")).toContainText(/記録：\d+ 件/);
  installation.backup();
  await operator.reload();
  await expect(operator.getByRole("heading", { name: "それより前" })).toBeVisible();
  await look(operator, "backups");
  await operator.goto("/en/operator/backups");
  await expect(operator.locator("main")).toContainText("Last backup:");
  await fits(operator, "backups in English");
  await operator.goto("/today");
  await expect(operator.locator("main")).not.toContainText("バックアップ");
});

test("who runs it sees how the vault stands, and no file", async () => {
  await operator.goto("/operator/backups");
  await operator.getByRole("link", { name: "保管庫", exact: true }).click();
  await expect(operator.getByRole("heading", { name: "保管庫", level: 1 })).toBeVisible();
  await expect(operator.locator("main")).toContainText("20.0 GB");
  await look(operator, "storage");
  await operator.goto("/en/operator/storage");
  await expect(operator.locator("main")).toContainText("limits.storage");
  await fits(operator, "storage in English");
});
