// From an application to the agreement: the company on a phone without scripts, the body at its desk, until the assessment begins.
import { expect, test } from "@playwright/test";
import { accessible, fits } from "./company.js";
import { demo, enter, PASSWORD } from "./demo.js";

test.describe.configure({ mode: "serial" });

const PORT = 8961;
const GRINDER = "雛形研磨所（架空）";
const BODY = "見本認証センター（架空）";

let sample;
test.beforeAll(async () => {
  test.setTimeout(180_000);
  sample = await demo(PORT);
});
test.afterAll(() => sample?.stop());

/** Presses a button; where somebody has to show first who they are, they do and press it again. */
async function press(page, name) {
  const button = page.getByRole("button", { name, exact: true });
  await button.click();
  if (page.url().includes("/confirm?")) {
    await page.locator("input[type=password]").fill(PASSWORD);
    await page.locator("form:has(input[type=password]) button").first().click();
    await button.click();
  }
}

test("the sole proprietor agrees to what the body has quoted, and the assessment begins", async ({ browser }) => {
  const owner = await enter(browser, sample.address, "hitori@kenma.example", GRINDER);
  await owner.getByRole("link", { name: "申込み", exact: true }).click();
  await expect(owner.getByRole("heading", { level: 1 })).toHaveText("認証の申込み");
  await accessible(owner, "applications");
  await owner.getByRole("link", { name: BODY }).click();
  await expect(owner.getByText("費用と審査の範囲が示されました。次は、経営者が")).toBeVisible();
  await expect(owner.getByRole("row", { name: "合計" })).toContainText("120,000円");
  await accessible(owner, "an application with a quote");
  await fits(owner, "an application with a quote");
  await press(owner, "この内容に合意する");
  await expect(owner.getByText("審査を始めるのを待っています")).toBeVisible();

  const desk = { viewport: { width: 1280, height: 800 } };
  const administrator = await enter(browser, sample.address, "ritsu@ninsho.example", BODY, desk);
  await administrator.getByRole("link", { name: "案件", exact: true }).click();
  await accessible(administrator, "cases");
  await administrator.getByRole("link", { name: GRINDER }).click();
  await administrator.getByText("初めての会社のための最低限の範囲", { exact: true }).first().click();
  await press(administrator, "会社に示したことを記録する");
  await press(administrator, "審査の準備に進む");
  await expect(administrator.locator(".tag").first()).toHaveText("審査中");
  await accessible(administrator, "a case under assessment");
  await owner.reload();
  await expect(owner.getByText("が審査しています")).toBeVisible();
  await owner.context().close();
  await administrator.context().close();
});

test("an application is written, confirmed and submitted without scripts, and the body accepts it", async ({ browser }) => {
  const owner = await enter(browser, sample.address, "hitori@kenma.example", GRINDER, { javaScriptEnabled: false });
  await owner.goto("/applications");
  await press(owner, "書き始める");
  await expect(owner.getByRole("heading", { level: 2 }).first()).toContainText("か所で、確認・記名に進めます");
  await owner.getByLabel(BODY).check();
  await owner.getByLabel("現地審査を含む認証").check();
  await owner.getByLabel("認証の範囲", { exact: true }).fill("金型部品の研磨に関わる技術情報の管理");
  await owner.getByLabel("事業所の名前").fill("作業場");
  await press(owner, "保存する");
  await expect(owner.locator(".faults")).toContainText("両方を入れてください");
  await expect(owner.getByLabel("事業所の名前")).toHaveValue("作業場");
  await owner.getByLabel("住所").fill("東京都架空区見本町4-5");
  await owner.getByLabel("範囲の中で働く人数").fill("２");
  await owner.getByLabel("書類", { exact: true }).check();
  await owner.getByLabel("受けたことはない").check();
  await press(owner, "保存する");
  await expect(owner.getByRole("status")).toHaveText("保存しました。");
  await fits(owner, "an application");
  await owner.getByRole("link", { name: "確認・記名する" }).click();
  await fits(owner, "an application to be confirmed");
  await press(owner, "この内容を確認・記名する");
  await press(owner, "認証機関に出す");
  await expect(owner.getByText("に届きました。")).toBeVisible();

  const desk = { viewport: { width: 1280, height: 800 } };
  const administrator = await enter(browser, sample.address, "ritsu@ninsho.example", BODY, desk);
  await administrator.goto("/body/cases");
  await expect(administrator.getByText("受付を待っている申込み：1件")).toBeVisible();
  await administrator.getByRole("listitem").filter({ hasText: "受付待ち" }).getByRole("link").click();
  await accessible(administrator, "an application to be reviewed");
  for (const question of ["申込者の確認", "審査する力量", "利害の関係", "認定の範囲"]) {
    const group = administrator.getByRole("group", { name: question });
    await group.getByLabel("問題ない").check();
    await group.getByLabel("理由").fill(`${question}：確かめた`);
  }
  await press(administrator, "確かめた内容を記録する");
  await press(administrator, "受け付ける");
  await expect(administrator.getByRole("heading", { name: "費用と審査の範囲を示す" })).toBeVisible();
  await accessible(administrator, "a quote to be made");
  await administrator.setViewportSize({ width: 360, height: 740 });
  await fits(administrator, "a quote to be made");
  await owner.context().close();
  await administrator.context().close();
});

test("who runs the installation enters what a body is accredited for", async ({ browser }) => {
  const operator = await enter(browser, sample.address, "eiko@unei.example", "見本運営事務局（架空）");
  await operator.goto("/operator/accreditations");
  await accessible(operator, "accreditations");
  await operator.getByRole("link", { name: BODY }).click();
  await accessible(operator, "one accreditation");
  await fits(operator, "one accreditation");
  const ending = operator.locator("details", { has: operator.locator("input[value=end]") });
  // What was looked at is unfolded.
  await ending.getByRole("button").click();
  await expect(operator.locator(".faults")).toContainText("直すところ");
  await expect(ending.locator(".fault").first()).toBeVisible();
  await accessible(operator, "one accreditation with faults");
  await operator.context().close();
});
