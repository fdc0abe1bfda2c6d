// From the agreement to the certificate and its end: a company of one person on a phone, the people of the body at their desks and
// on a tablet in a hall without a connection.
import { expect, test } from "@playwright/test";
import { accessible, fits } from "./company.js";
import { demo, enter, PASSWORD } from "./demo.js";

test.describe.configure({ mode: "serial" });

const PORT = 8963;
const GRINDER = "雛形研磨所（架空）";
const PLATER = "例文めっき工房（架空）";
const BODY = "見本認証センター（架空）";
const AUDITOR = "仮名 検";
const DESK = { viewport: { width: 1280, height: 800 } };
const TABLET = { viewport: { width: 820, height: 1180 } };

let sample;
test.beforeAll(async () => {
  test.setTimeout(180_000);
  sample = await demo(PORT);
});
test.afterAll(() => sample?.stop());

const TODAY = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo" }).format(new Date());
const inDays = (days) => new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo" }).format(new Date(Date.now() + days * 86_400_000));

/** Presses a button; where somebody has to show first who they are, they do, and press it again. */
async function press(page, name) {
  const button = page.getByRole("button", { name, exact: true }).first();
  await button.click();
  if (page.url().includes("/confirm?")) {
    await page.locator("input[type=password]").fill(PASSWORD);
    await page.locator("form:has(input[type=password]) button").first().click();
    await button.click();
  }
}

/** Shows who they are before anything grave, so that no form is interrupted, and comes back. */
async function confirmed(page) {
  const { pathname } = new URL(page.url());
  await page.goto(`/confirm?then=${encodeURIComponent(pathname)}`);
  await page.locator("input[type=password]").fill(PASSWORD);
  await page.locator("form:has(input[type=password]) button").first().click();
}

const tab = (page, name) => page.getByRole("navigation", { name: "この案件のページ" }).getByRole("link", { name, exact: true }).click();

/** Somebody of the company, on a phone. */
async function ofCompany(browser, email, company) {
  const page = await enter(browser, sample.address, email, company);
  page.setDefaultTimeout(10_000);
  return page;
}

/** Somebody of the body with this case open. */
async function atCase(browser, email, client, state, more = DESK) {
  const page = await enter(browser, sample.address, email, BODY, more);
  page.setDefaultTimeout(10_000);
  await page.goto("/body/cases");
  await page.getByRole("listitem").filter({ hasText: client }).filter({ has: page.locator(".tag", { hasText: new RegExp(`^${state}`) }) }).getByRole("link").first().click();
  return page;
}

test("the team is chosen with its reasons, told, and agreed to", async ({ browser }) => {
  test.setTimeout(240_000);
  const owner = await ofCompany(browser, "hitori@kenma.example", GRINDER);
  await owner.getByRole("link", { name: "申込み", exact: true }).click();
  await owner.getByRole("link", { name: BODY }).click();
  await press(owner, "この内容に合意する");
  const administrator = await atCase(browser, "ritsu@ninsho.example", GRINDER, "合意");
  await press(administrator, "審査の準備に進む");
  await administrator.getByRole("link", { name: "審査チームと審査の計画へ" }).click();
  await administrator.getByLabel("機関の規程による審査の長さ（半日の数）").fill("1");
  await press(administrator, "審査を開く");
  await expect(administrator.getByText("見本 査子さんには")).toBeVisible();
  await accessible(administrator, "a team to be chosen");
  const choice = administrator.locator("form[action*='/team/assign']").filter({ has: administrator.getByLabel(`${AUDITOR}の役目`) }).first();
  await choice.getByLabel(`${AUDITOR}の役目`).selectOption({ label: "主任審査員" });
  await choice.getByRole("button", { name: "選ぶ" }).click();
  await expect(administrator.getByText("申告がまだです", { exact: true })).toBeVisible();

  const auditor = await atCase(browser, "ken@ninsho.example", GRINDER, "審査中", TABLET);
  await auditor.goto(`${auditor.url()}/declare`);
  await accessible(auditor, "a declaration of conflicts");
  for (const no of await auditor.getByLabel("いいえ").all()) await no.check();
  await press(auditor, "このとおり申告する");

  await administrator.reload();
  await press(administrator, "名前を会社に伝える");
  await tab(administrator, "審査の計画");
  await press(administrator, "審査プログラムを決める");
  for (const at of [1, 2, 3]) await administrator.getByLabel(`候補日 ${at}`).fill(inDays(at - 1));
  await press(administrator, "3つの候補日を会社に示す");

  await owner.goto("/today");
  await expect(owner.getByText("審査員の名前が届いています")).toBeVisible();
  await owner.getByRole("listitem").filter({ hasText: "審査員の名前が届いています" }).getByRole("link", { name: "開く" }).click();
  await accessible(owner, "names of the team");
  await fits(owner, "names of the team");
  await press(owner, "全員に同意する");
  await owner.getByRole("radio").first().check();
  await press(owner, "この日にする");

  await administrator.reload();
  await administrator.getByLabel("長さ（半日の数）").fill("1");
  await administrator.getByRole("checkbox").first().check();
  await press(administrator, "計画を残す");
  await press(administrator, "計画を会社に送る");
  await press(administrator, "審査を始める");
  await expect(administrator.getByText("進めています")).toBeVisible();
  for (const page of [owner, administrator, auditor]) await page.context().close();
});

test("the auditor enters what was found without a connection, and nothing is lost", async ({ browser }) => {
  test.setTimeout(240_000);
  const auditor = await atCase(browser, "ken@ninsho.example", GRINDER, "審査中", TABLET);
  await tab(auditor, "調書");
  await accessible(auditor, "a working paper");
  const count = await auditor.locator("main details:has(form)").count();
  expect(count).toBeGreaterThan(10);
  const item = (at) => auditor.locator("main details:has(form)").nth(at);
  const unfold = async (at) => {
    if (!(await item(at).evaluate((details) => details.open))) await item(at).locator("summary").first().click();
  };
  const enterAt = async (at, outcome, seen) => {
    await unfold(at);
    await item(at).getByLabel(outcome, { exact: true }).check();
    await item(at).getByLabel("確かめたもの（1行に1つ）").fill(seen);
  };
  // What is typed and not recorded survives a reload.
  await enterAt(0, "適合", "情報資産の台帳（見本）");
  await auditor.reload();
  await expect(auditor.getByText("書きかけ（まだ記録していません）：1件")).toBeVisible();
  await expect(item(0).getByLabel("確かめたもの（1行に1つ）")).toHaveValue("情報資産の台帳（見本）");
  // In the hall there is no connection: three are recorded on the device, and wait.
  await auditor.context().setOffline(true);
  await unfold(0);
  await item(0).getByRole("button", { name: "記録する" }).click();
  for (const at of [1, 2]) {
    await enterAt(at, "適合", `記録${at}（見本）`);
    await item(at).getByRole("button", { name: "記録する" }).click();
  }
  await expect(auditor.getByText("電波がありません。この端末に保存しています。")).toBeVisible();
  await expect(auditor.getByText("送るのを待っている記入：3件")).toBeVisible();
  await auditor.context().setOffline(false);
  await expect(auditor.getByText("送るのを待っている記入")).toBeHidden({ timeout: 30_000 });
  await auditor.reload();
  await expect(auditor.getByText(`${count}件のうち3件を記入しました`)).toBeVisible();
  // The rest, with a connection.
  for (let at = 3; at < count; at += 1) {
    const last = at === count - 1;
    await enterAt(at, last ? "軽微な不適合" : "適合", `確かめた記録${at}（見本）`);
    await item(at).getByRole("button", { name: "記録する" }).click();
    await expect(item(at).getByText("記録しました。")).toBeVisible();
  }
  await auditor.reload();
  await expect(auditor.getByText(`${count}件のうち${count}件を記入しました`)).toBeVisible();
  await fits(auditor, "a working paper");
  await auditor.getByRole("link", { name: "会社と確かめる" }).first().click();
  await accessible(auditor, "findings to be agreed");
  await auditor.getByLabel("立ち会った方のお名前").fill("雛形 一人");
  await press(auditor, "上のすべてを確認ずみにする");
  await expect(auditor.getByText("会社と確認ずみ").first()).toBeVisible();
  await auditor.context().close();
});

test("what fails is raised, answered and closed; the company declares; the report is issued", async ({ browser }) => {
  test.setTimeout(240_000);
  const auditor = await atCase(browser, "ken@ninsho.example", GRINDER, "審査中", TABLET);
  await tab(auditor, "不適合と報告");
  await auditor.getByLabel("満たしていないこと").first().fill("書類の保管場所が決まっていなかった（見本）");
  await press(auditor, "会社に指摘する");
  await accessible(auditor, "nonconformities of the body");

  const owner = await ofCompany(browser, "hitori@kenma.example", GRINDER);
  await owner.getByRole("listitem").filter({ hasText: "答えていない不適合が1件" }).getByRole("link", { name: "開く" }).click();
  await owner.locator("main .card").filter({ hasText: "保管場所" }).getByRole("link").first().click();
  await owner.getByLabel("原因（なぜ起きたか）").fill("置き場所を口で決めていた（見本）");
  for (const part of ["修正", "是正処置"]) {
    const group = owner.getByRole("group", { name: part, exact: true });
    await group.getByLabel("すること・したこと").fill(`${part}：棚を決めて一覧にした（見本）`);
    await group.getByLabel("いつまでに").fill(inDays(7));
  }
  await fits(owner, "an answer to a nonconformity");
  await accessible(owner, "an answer to a nonconformity");
  await press(owner, "認証機関に答える");
  await confirmed(owner);
  await tab(owner, "自己適合宣言");
  await accessible(owner, "a declaration of conformity");
  for (const met of await owner.getByLabel("満たしている", { exact: true }).all()) await met.check();
  for (const evidence of await owner.getByLabel("満たしていることがわかるもの（1行に1つ）").all()) await evidence.fill("台帳と手順書（見本）");
  await press(owner, "宣言に記名する");
  await expect(owner.getByText("が宣言しました")).toBeVisible();

  await tab(auditor, "不適合と報告");
  await auditor.getByRole("link", { name: "書類", exact: false }).first().click();
  await press(auditor, "この計画を認める");
  await press(auditor, "計画で足りるとして、終了にする");
  await tab(auditor, "調書");
  await auditor.getByRole("link", { name: "現場の記録" }).click();
  await accessible(auditor, "what is done on the sites");
  for (const area of ["物理的対策", "人的対策", "サイバーセキュリティ"]) {
    await auditor.getByRole("group", { name: "見た分野" }).getByLabel(area).check();
    await press(auditor, "見たことを記録する");
  }
  await auditor.getByLabel("進める", { exact: true }).check();
  await auditor.getByLabel("全体として見つけたこと").fill("全体として基準に合っている（見本）");
  await auditor.getByLabel("最後の日").fill(TODAY);
  await press(auditor, "段階を終える");
  await tab(auditor, "不適合と報告");
  await auditor.getByRole("link", { name: "報告書", exact: true }).click();
  await accessible(auditor, "a report to be issued");
  await auditor.getByLabel("認証してよいと考えます", { exact: true }).check();
  await press(auditor, "報告書を作って固定する");
  await expect(auditor.getByText("第1版")).toBeVisible();
  await press(auditor, "会社に渡す");
  await owner.goto(owner.url().replace("/declaration", "/findings"));
  const [report] = await Promise.all([owner.waitForEvent("download"), owner.getByRole("link", { name: "報告書をPDFで受け取る" }).click()]);
  expect((await report.path()).length).toBeGreaterThan(0);
  await owner.context().close();
  await auditor.context().close();
});

test("a committee decides, and the certificate is issued", async ({ browser }) => {
  test.setTimeout(240_000);
  const reviewer = await atCase(browser, "yomiko@ninsho.example", GRINDER, "審査中");
  await tab(reviewer, "判定");
  await accessible(reviewer, "papers of a decision");
  await reviewer.getByLabel("認証する", { exact: true }).check();
  await reviewer.getByLabel("判定委員会で判定する").check();
  for (const name of ["例文 判", "試作 定", "架空 議子"]) await reviewer.getByLabel(name, { exact: true }).check();
  await reviewer.getByLabel("委員長（判定委員会のとき）").selectOption({ label: "例文 判" });
  await press(reviewer, "判定を諮る");
  await press(reviewer, "資料を回す");
  const members = [];
  for (const email of ["han@ninsho.example", "sadamu@ninsho.example", "giko@ninsho.example"]) {
    const member = await atCase(browser, email, GRINDER, "審査中");
    await confirmed(member);
    await tab(member, "判定");
    await member.getByLabel("賛成", { exact: true }).check();
    await press(member, "票を入れる");
    members.push(member);
  }
  await reviewer.reload();
  await reviewer.getByLabel("議事の要点と結論").fill("全員が賛成した（見本）");
  await press(reviewer, "議事録を残す");
  const [chair] = members;
  await chair.reload();
  await accessible(chair, "a decision to be recorded");
  await press(chair, "判定を記録する");
  await expect(chair.getByText("判定は終わっています")).toBeVisible();
  await chair.getByRole("link", { name: "認証する", exact: true }).first().click();
  await expect(chair.getByRole("heading", { level: 1 })).toHaveText("なぜこの判定になったか");
  await accessible(chair, "why it was decided so");

  const administrator = await atCase(browser, "ritsu@ninsho.example", GRINDER, "認証");
  await confirmed(administrator);
  await administrator.getByRole("link", { name: "判定と認証書を見る" }).click();
  await administrator.getByLabel("認証番号").fill("見本-0002");
  await administrator.getByLabel("費用は支払われている").check();
  await press(administrator, "認証書を発行する");
  await expect(administrator.getByText("有効です。")).toBeVisible();
  const owner = await ofCompany(browser, "hitori@kenma.example", GRINDER);
  await owner.getByRole("link", { name: "申込み", exact: true }).click();
  await owner.getByRole("link", { name: BODY }).click();
  await owner.getByRole("link", { name: "判定と認証書を見る" }).click();
  await expect(owner.getByText("有効です。")).toBeVisible();
  await accessible(owner, "a certificate");
  await fits(owner, "a certificate");
  for (const page of [reviewer, administrator, owner, ...members]) await page.context().close();
});

test("a certificate is suspended, restored and withdrawn, each after a decision", async ({ browser }) => {
  test.setTimeout(240_000);
  const administrator = await atCase(browser, "ritsu@ninsho.example", PLATER, "認証");
  const reviewer = await atCase(browser, "yomiko@ninsho.example", PLATER, "認証");
  const decider = await atCase(browser, "han@ninsho.example", PLATER, "認証");
  await confirmed(administrator);
  await confirmed(decider);
  const owner = await ofCompany(browser, "toko@mekki.example", PLATER);
  await owner.goto("/applications");
  // The older of the two is the one that was certified.
  await owner.locator("ul.members li").last().getByRole("link").click();

  const decide = async (kind, against) => {
    await tab(reviewer, "判定");
    await reviewer.getByLabel(kind, { exact: true }).check();
    await reviewer.getByLabel("1人で判定する").check();
    await reviewer.getByLabel("例文 判", { exact: true }).check();
    await press(reviewer, "判定を諮る");
    await press(reviewer, "資料を回す");
    await tab(decider, "判定");
    if (against) {
      await decider.getByLabel("理由（会社が読みます。1行に1つ）").fill(`${kind}理由（見本）`);
      await decider.getByLabel("異議の申し立て先と方法（会社が読みます）").fill("認証機関の受付へ書面で（見本）");
    }
    await press(decider, "判定を記録する");
    await tab(administrator, "認証書");
  };

  await tab(administrator, "認証書");
  await administrator.getByText("一時停止を発議する", { exact: true }).first().click();
  await administrator.getByLabel("要求事項を満たさない状態が続いている、または重大である").check();
  await administrator.getByLabel("理由", { exact: true }).first().fill("鍵の管理が止まっている（見本）");
  await administrator.getByLabel("条件 1").fill("鍵の台帳を整える（見本）");
  await press(administrator, "一時停止を発議する");
  await administrator.getByLabel("会社が述べる期限").fill(inDays(3));
  await press(administrator, "会社に知らせる");
  await tab(owner, "認証書");
  await owner.getByLabel("機関に述べること").fill("来週までに整えます（見本）");
  await accessible(owner, "before a suspension");
  await press(owner, "機関に出す");
  await decide("認証を一時停止する", true);
  await accessible(administrator, "a suspension to be imposed");
  await administrator.getByLabel("この日までに解かれる期限").fill(inDays(90));
  await press(administrator, "一時停止を実施する");
  await expect(administrator.getByText("から一時停止されています").first()).toBeVisible();
  await owner.reload();
  await expect(owner.getByText("から一時停止されています").first()).toBeVisible();
  await administrator.getByLabel("何で確かめたか").fill("台帳の写し（見本）");
  await administrator.getByRole("group", { name: "満たされた条件" }).getByRole("radio").first().check();
  await press(administrator, "記録する");
  await decide("一時停止を解く", false);
  await press(administrator, "一時停止を解く");
  await expect(administrator.getByText("有効です。")).toBeVisible();
  await decide("認証を取り消す", true);
  await press(administrator, "認証を取り消す");
  await expect(administrator.getByText("に認証が取り消されました。").first()).toBeVisible();
  await owner.reload();
  await expect(owner.getByText("に認証が取り消されました。").first()).toBeVisible();
  await expect(owner.getByText("異議の申し立ては").first()).toBeVisible();
  await fits(owner, "a certificate that was withdrawn");
  for (const page of [administrator, reviewer, decider, owner]) await page.context().close();
});

test("the company objects to an auditor, who leaves the team and is not offered again", async ({ browser }) => {
  test.setTimeout(240_000);
  const owner = await ofCompany(browser, "toko@mekki.example", PLATER);
  await owner.getByRole("listitem").filter({ hasText: "審査員の名前が届いています" }).getByRole("link", { name: "開く" }).click();
  await owner.getByText(`${AUDITOR}さんに異議を述べる`).click();
  await owner.getByLabel("理由", { exact: false }).first().fill("前の勤め先が同じです（見本）");
  await owner.locator("form:visible", { has: owner.locator("textarea") }).getByRole("button").click();
  const reception = await atCase(browser, "ukeko@ninsho.example", PLATER, "審査中");
  await tab(reception, "審査チーム");
  await expect(reception.getByText("前の勤め先が同じです（見本）")).toBeVisible();
  await press(reception, "異議を認めて、チームから外す");
  await expect(reception.getByText("まだだれも選ばれていません。")).toBeVisible();
  await expect(reception.getByRole("listitem").filter({ hasText: `${AUDITOR}さん` }).filter({ hasText: "INV-06" }).first()).toBeVisible();
  await accessible(reception, "a team after an objection");
  await owner.context().close();
  await reception.context().close();
});
