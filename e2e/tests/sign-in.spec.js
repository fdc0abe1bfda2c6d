// Signing in: by a passkey of the browser's own authenticator, by a code of an app, by a recovery code, by a PIN at a
// shared terminal; without scripts; by the keyboard.
import { createHmac } from "node:crypto";
import { expect, test } from "@playwright/test";
import { accessible, fits, install, picture, reachable, touchable } from "./company.js";
import { PHONE, watchConsole } from "./story.js";

// One installation for all: each story goes on from the one before.
test.describe.configure({ mode: "serial" });

const PORT = 8140;
// Passkeys are bound to a name: an IP address has none.
const ADDRESS = `http://localhost:${PORT}`;
const MANAGER = { name: "山田 花子", email: "yamada@example.jp", password: "kawa no hotori de 3 do yasumu" };

let installation;
let manager;
let key;
let secret;
let recovery;

const contexts = [];

test.beforeAll(async () => {
  installation = await install(PORT);
});
test.afterAll(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  await installation?.stop();
});

const device = async (browser, more = {}) => {
  const context = await browser.newContext({ baseURL: ADDRESS, viewport: PHONE, locale: "ja-JP", timezoneId: "Asia/Tokyo", ...more });
  contexts.push(context);
  const page = await context.newPage();
  // The authenticator of the tests answers at once, also when a browser would wait until its field is touched.
  if (more.javaScriptEnabled !== false) await page.addInitScript(() => { if (!location.hash.includes("in-field")) PublicKeyCredential.isConditionalMediationAvailable = async () => false; });
  return page;
};

/** Gives the page's browser an authenticator of its own, as a notebook has one. */
async function authenticator(page) {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable", { enableUI: false });
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  const { authenticatorId } = await client.send("WebAuthn.addVirtualAuthenticator", { options });
  const credentials = () => client.send("WebAuthn.getCredentials", { authenticatorId });
  const refuse = (refuses) => client.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: !refuses });
  return { credentials, refuse };
}

/** The six digits an app shows for a secret (RFC 6238). */
function code(secret, later = 0) {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const bytes = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const hash = createHmac("sha1", bytes).update(step).digest();
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

const look = async (page, name) => {
  await picture(page, `sign-in-${name}`);
  await touchable(page, name);
  await fits(page, name);
  await accessible(page, name);
};

const signOut = async (page) => {
  await page.goto("/today");
  await page.getByRole("button", { name: "サインアウト" }).click();
};

test("a passkey is the next step after the set-up, can wait, and signs in without a password", async ({ browser }) => {
  test.setTimeout(240_000);
  manager = await device(browser);
  key = await authenticator(manager);
  const clean = watchConsole(manager);
  await manager.goto(installation.setUp);
  await manager.getByLabel("氏名").fill(MANAGER.name);
  await manager.getByLabel("メールアドレス").fill(MANAGER.email);
  await manager.getByLabel("新しいパスワード").fill(MANAGER.password);
  await manager.getByRole("button", { name: "登録して始める" }).click();
  await expect(manager).toHaveURL(/\/today$/);
  const offer = manager.getByRole("region", { name: "次からは、パスキーで入りませんか" });
  await expect(offer).toBeVisible();
  await look(manager, "offer");
  await offer.getByRole("link", { name: "パスキーを登録する" }).click();
  await expect(manager).toHaveURL(/\/account\/keys#passkeys$/);
  await look(manager, "keys-none");
  await manager.getByLabel("パスキーの名前").fill("事務所のノート");
  await manager.getByRole("button", { name: "この端末のパスキーを登録する" }).click();
  await expect(manager.locator("#passkeys li")).toContainText("事務所のノート");
  expect((await key.credentials()).credentials).toHaveLength(1);
  await look(manager, "keys");
  // The same device twice is told.
  await manager.getByRole("button", { name: "この端末のパスキーを登録する" }).click();
  await expect(manager.locator(".passkey-said")).not.toBeEmpty();
  await manager.goto("/today");
  await expect(offer).toHaveCount(0);

  await manager.getByRole("link", { name: "組織を登録する" }).click();
  await manager.getByLabel("会社", { exact: true }).check();
  await manager.getByLabel("名称", { exact: true }).fill("見本金型（架空）");
  await manager.getByRole("button", { name: "登録する" }).click();
  await expect(manager.locator(".acting")).toContainText("見本金型（架空）");

  await signOut(manager);
  await expect(manager).toHaveURL(/\/sign-in$/);
  await key.refuse(true);
  await manager.goto("/sign-in?then=/account");
  await look(manager, "page");
  // Who does not confirm stays outside, and is told what else there is.
  await manager.getByRole("button", { name: "パスキーでサインインする" }).click();
  await expect(manager.locator(".passkey-said")).toContainText("ほかの方法");
  await key.refuse(false);
  await manager.getByRole("button", { name: "パスキーでサインインする" }).focus();
  await manager.keyboard.press("Enter");
  await expect(manager).toHaveURL(/\/account$/);
  await expect(manager.locator("main")).toContainText("パスキー · サインイン");
  await look(manager, "account");
  // Where the browser offers passkeys in the field of the address, no button is needed.
  await signOut(manager);
  await manager.goto("/sign-in?then=/account/keys#in-field");
  await expect(manager).toHaveURL(/\/account\/keys$/);
  clean();
});

test("before a grave act the passkey confirms, and one comes back to the page", async () => {
  installation.tire();
  await manager.goto("/account/keys");
  await manager.locator("#passkeys summary").click();
  await manager.getByRole("button", { name: "このパスキーを外す" }).click();
  await expect(manager).toHaveURL(/\/confirm\?then=\/account\/keys$/);
  await look(manager, "confirm");
  await manager.getByRole("button", { name: "パスキーで確認して続ける" }).click();
  await expect(manager).toHaveURL(/\/account\/keys$/);
  await manager.locator("#passkeys summary").click();
  await manager.getByLabel("パスキーの名前").first().fill("受付のPC");
  await manager.getByRole("button", { name: "名前を変える", exact: true }).click();
  await expect(manager.locator("#passkeys li")).toContainText("受付のPC");
});

test("at another address passkeys cannot work, and the page says where they do", async ({ browser }) => {
  const page = await device(browser, { baseURL: `http://127.0.0.1:${PORT}` });
  await page.goto("/sign-in");
  await expect(page.getByRole("button", { name: "パスキーでサインインする" })).toBeHidden();
  await expect(page.locator("[data-elsewhere]")).toContainText("次のアドレスで開いてください");
  await expect(page.locator("[data-elsewhere] a")).toHaveAttribute("href", ADDRESS);
  await look(page, "elsewhere");
});

test("an app is set up by its code; the recovery codes are shown once and print", async () => {
  test.setTimeout(180_000);
  await manager.goto("/account/keys");
  await manager.getByRole("button", { name: "アプリの設定を始める" }).click();
  await expect(manager.getByRole("img", { name: /QR コード/ })).toBeVisible();
  secret = (await manager.locator(".secret").textContent()).replaceAll(" ", "");
  await look(manager, "app");
  await manager.getByLabel("アプリに出た6けたの数字").fill("000000");
  await manager.getByRole("button", { name: "確かめて使い始める" }).click();
  await expect(manager.getByRole("alert")).toContainText("コードが合いません");
  await expect(manager.locator(".secret")).toHaveText(/[A-Z2-7 ]{32,}/);
  await manager.getByLabel("アプリに出た6けたの数字").fill(code(secret));
  await manager.getByRole("button", { name: "確かめて使い始める" }).click();
  await expect(manager.locator(".recovery li")).toHaveCount(10);
  recovery = await manager.locator(".recovery code").allTextContents();
  await look(manager, "recovery");
  await manager.emulateMedia({ media: "print" });
  await expect(manager.locator("nav, button").filter({ visible: true })).toHaveCount(0);
  await expect(manager.locator(".recovery code").first()).toBeVisible();
  await manager.pdf({ path: "screenshots/sign-in-recovery.pdf", preferCSSPageSize: true });
  await manager.emulateMedia({ media: null });
  await manager.getByRole("link", { name: "保管しました" }).click();
  await expect(manager.locator("#app")).toContainText("あと10個");
  expect(await manager.content()).not.toContain(recovery[0]);
});

test("without scripts: password and code, then a recovery code; the passkey says what it needs", async ({ browser }) => {
  test.setTimeout(120_000);
  const page = await device(browser, { javaScriptEnabled: false });
  const first = async () => {
    await page.goto("/sign-in");
    await page.getByLabel("メールアドレス").fill(MANAGER.email);
    await page.getByLabel("パスワード", { exact: true }).fill(MANAGER.password);
    await page.getByRole("button", { name: "サインインする", exact: true }).click();
  };
  await page.goto("/sign-in");
  await expect(page.locator("main")).toContainText("JavaScript を有効に");
  await expect(page.getByRole("button", { name: "パスキーでサインインする" })).toBeHidden();
  await picture(page, "sign-in-no-scripts");
  await first();
  // The code of this half minute was taken when the app was set up.
  await page.getByLabel("6けたのコード").fill(code(secret, 1));
  await page.getByRole("button", { name: "サインインする" }).click();
  await expect(page).toHaveURL(/\/today$/);
  await page.getByRole("button", { name: "サインアウト" }).click();
  await first();
  await picture(page, "sign-in-code");
  await page.getByLabel("復旧コード").fill(recovery[0]);
  await page.getByRole("button", { name: "サインインする" }).click();
  await expect(page).toHaveURL(/\/today$/);
  await page.goto("/account/keys");
  await expect(page.locator("#app")).toContainText("あと9個");
});

test("name and address are one's own; other devices are ended at once", async () => {
  test.setTimeout(120_000);
  await manager.goto("/account");
  await manager.getByLabel("氏名", { exact: true }).fill("");
  await manager.locator("form[action='/account/name']").evaluate((form) => (form.noValidate = true));
  await manager.getByRole("button", { name: "保存する" }).click();
  await expect(manager.getByRole("alert")).toContainText("氏名は1〜60文字");
  await manager.getByLabel("氏名", { exact: true }).fill("山田 はな子");
  await manager.getByRole("button", { name: "保存する" }).click();
  await expect(manager.locator(".acting")).toContainText("山田 はな子");
  await manager.getByLabel("新しいメールアドレス").fill("hanako@");
  await manager.getByRole("button", { name: "メールアドレスを変える" }).click();
  await expect(manager.getByRole("alert")).toContainText("形が正しくありません");
  await expect(manager.getByLabel("新しいメールアドレス")).toHaveValue("hanako@");
  await look(manager, "account-fault");
  await manager.goto("/account");
  await manager.getByRole("button", { name: "ほかの端末をすべて終了する" }).click();
  await expect(manager.getByRole("button", { name: "終了する", exact: true })).toHaveCount(0);
});

test("at a shared terminal a member without a mail address chooses the name and touches the PIN", async ({ browser }) => {
  test.setTimeout(240_000);
  await manager.goto("/members");
  await manager.getByLabel("氏名").fill("現場 太郎");
  await manager.locator("form[action='/members/invite'] select").selectOption({ label: "担当者" });
  await manager.getByRole("button", { name: "招待を作る" }).click();
  const link = new URL(await manager.locator(".invitation").textContent()).pathname;

  // The manager goes to the device in the workshop and makes it a terminal.
  const terminal = await device(browser, { viewport: { width: 1024, height: 768 } });
  await terminal.goto("/sign-in?then=/terminals");
  await terminal.getByLabel("メールアドレス").fill(MANAGER.email);
  await terminal.getByLabel("パスワード", { exact: true }).fill(MANAGER.password);
  await terminal.getByRole("button", { name: "サインインする", exact: true }).click();
  await terminal.getByLabel("復旧コード").fill(recovery[1]);
  await terminal.getByRole("button", { name: "サインインする" }).click();
  await expect(terminal).toHaveURL(/\/terminals$/);
  await look(terminal, "terminals");
  await terminal.getByLabel("端末の名前").fill("第一工場の入口");
  await terminal.getByRole("button", { name: "この端末を共用端末にする" }).click();
  // A recovery code is not enough for what is grave.
  await expect(terminal).toHaveURL(/\/confirm\?then=\/terminals$/);
  await terminal.getByLabel("パスワード", { exact: true }).fill(MANAGER.password);
  await terminal.getByLabel("6けたのコード").fill(code(secret, 1));
  await terminal.getByRole("button", { name: "確認して続ける", exact: true }).click();
  if (/confirm$/.test(terminal.url())) {
    // That code was taken by the story before; the next half minute has another.
    await expect(terminal.getByRole("alert")).toContainText("使用済み");
    await terminal.waitForTimeout(31_000);
    await terminal.getByLabel("パスワード", { exact: true }).fill(MANAGER.password);
    await terminal.getByLabel("6けたのコード").fill(code(secret, 1));
    await terminal.getByRole("button", { name: "確認して続ける", exact: true }).click();
  }
  await expect(terminal).toHaveURL(/\/terminals$/);
  await terminal.getByLabel("端末の名前").fill("第一工場の入口");
  await terminal.getByRole("button", { name: "この端末を共用端末にする" }).click();
  await expect(terminal).toHaveURL(/\/terminal$/);
  await expect(terminal.locator("main")).toContainText("暗証番号を決めた人が、まだいません");
  await terminal.goto("/today");
  await expect(terminal).toHaveURL(/\/terminal$/);

  await terminal.goto(link);
  await look(terminal, "pin-invitation");
  await terminal.getByLabel("暗証番号", { exact: true }).fill("111111");
  await terminal.getByLabel("暗証番号（もう一度）").fill("111111");
  await terminal.getByRole("button", { name: "招待を受ける" }).click();
  await expect(terminal.getByRole("alert")).toContainText("繰り返し");
  await terminal.getByLabel("暗証番号", { exact: true }).fill("471288");
  await terminal.getByLabel("暗証番号（もう一度）").fill("471288");
  await terminal.getByRole("button", { name: "招待を受ける" }).click();
  await expect(terminal).toHaveURL(/\/terminal$/);
  await look(terminal, "terminal");
  await terminal.getByRole("link", { name: "現場 太郎" }).click();
  for (const digit of "471289") await terminal.getByRole("button", { name: digit, exact: true }).click();
  await terminal.getByRole("button", { name: "サインインする" }).click();
  await expect(terminal.getByRole("alert")).toContainText("暗証番号が合いません");
  await expect(terminal.locator("#pin-field")).toHaveValue("");
  for (const digit of "4712889") await terminal.getByRole("button", { name: digit, exact: true }).click();
  await terminal.getByRole("button", { name: "1文字消す" }).click();
  await look(terminal, "pin");
  await reachable(terminal, "pin");
  await terminal.getByRole("button", { name: "サインインする" }).click();
  await expect(terminal).toHaveURL(/\/today$/);
  await expect(terminal.locator(".acting")).toContainText("現場 太郎（担当者）");
  await terminal.goto("/account");
  await look(terminal, "terminal-account");
  await terminal.goto("/confirm");
  await expect(terminal.getByRole("heading", { level: 1 })).toHaveText("共用端末ではできない操作です");
  await look(terminal, "terminal-grave");
  // Nobody is there: the page says so, and then shows the names again.
  await terminal.clock.install();
  await terminal.goto("/today");
  await terminal.clock.runFor(13 * 60_000 + 1_000);
  await expect(terminal.getByRole("alertdialog")).toBeVisible();
  await look(terminal, "leaving");
  await terminal.getByRole("button", { name: "続けて使う" }).click();
  await expect(terminal.getByRole("alertdialog")).toBeHidden();
  await terminal.clock.runFor(14 * 60_000 + 1_000);
  await expect(terminal).toHaveURL(/\/terminal$/);
  await terminal.goto("/today");
  await terminal.getByRole("button", { name: "サインアウト" }).click();
  await expect(terminal).toHaveURL(/\/terminal$/);

  // Ended by the manager, the device is an ordinary one again and shows nobody.
  await manager.goto("/terminals");
  await manager.getByRole("button", { name: "使用を終える" }).click();
  await expect(manager.locator("main")).toContainText("終了 ");
  await terminal.goto("/terminal");
  await expect(terminal.locator("main")).not.toContainText("現場 太郎");
  await expect(terminal.getByRole("heading", { level: 1 })).toHaveText("この端末は共用端末ではありません");
  await look(terminal, "terminal-none");
});

for (const lang of ["ja", "en"]) {
  test(`every page of the account is for everybody: ${lang}`, async () => {
    test.setTimeout(180_000);
    const clean = watchConsole(manager);
    for (const path of ["/account", "/account/keys", "/terminals", "/terminal", "/confirm", "/sign-in"]) {
      await manager.goto(lang === "ja" ? path : `/en${path}`);
      await fits(manager, path);
      await touchable(manager, path);
      await accessible(manager, path);
      await reachable(manager, path);
      if (lang === "en") await picture(manager, `sign-in-en${path.replaceAll("/", "-")}`);
    }
    clean();
  });
}
