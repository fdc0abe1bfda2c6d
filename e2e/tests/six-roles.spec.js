// Each role in the browser, with the sample: who one is stands in the header; what the role may is done, and what it may
// not is refused by a page that says who could.
import { expect, test } from "@playwright/test";
import { accessible, fits, picture } from "./company.js";
import { demo, enter, PRESS, send } from "./demo.js";
import { watchConsole } from "./story.js";

test.describe.configure({ mode: "serial" });

const PORT = 8221;
const BODY = "見本認証センター（架空）";
const OPERATOR = "見本運営事務局（架空）";
const ITEM = "tics-19/13";

let town;
test.beforeAll(async () => {
  town = await demo(PORT);
});
test.afterAll(async () => town?.stop());

/** The check under way, and the one that was changed after the president confirmed it. */
const checks = async (page) => {
  await page.goto("/checks");
  const links = await page.locator("main a[href*='/checks/']").evaluateAll((all) => all.map((one) => one.getAttribute("href").split(/[#?]/)[0]));
  const own = [...new Set(links)].filter((link) => /\/checks\/[0-9a-f-]{36}$/.test(link));
  return { underWay: own[0], changed: own[1] };
};

/** Header and label, and what every page of every role has to be. */
const look = async (page, name, organisation, role) => {
  await expect(page.locator(".acting")).toContainText(organisation);
  await expect(page.locator(".acting")).toContainText(role);
  await sound(page, name);
};

/** The same for the page of a refusal, which does not say who one is. */
const sound = async (page, name) => {
  await expect(page.locator(".invented")).toContainText("架空データ");
  await fits(page, name);
  await accessible(page, name);
  await picture(page, `role-${name}`);
};

/** Refused, with the roles that could; nothing of what it was about is told. */
const refused = (answer, ...could) => {
  expect(answer.status).toBe(403);
  expect(answer.text).toContain("架空データ");
  for (const role of could) expect(answer.text).toContain(role);
};

test("経営者: confirms what changed since the last confirmation", async ({ browser }) => {
  test.setTimeout(180_000);
  const page = await enter(browser, town.address, "taro@press.example", PRESS);
  const clean = watchConsole(page);
  await look(page, "executive", PRESS, "経営者");
  const { changed } = await checks(page);
  await page.goto(changed);
  await expect(page.locator("main")).toContainText("そのあとに");
  await picture(page, "role-executive-check");
  await page.locator("#sign-off form, form[action$='/sign-off']").first().getByRole("button").last().click();
  await expect(page).toHaveURL(new RegExp(`${changed}`));
  await page.goto("/checks");
  await look(page, "executive-checks", PRESS, "経営者");
  clean();
});

test("管理責任者: invites, and does not confirm", async ({ browser }) => {
  test.setTimeout(180_000);
  const page = await enter(browser, town.address, "makoto@press.example", PRESS);
  await look(page, "manager", PRESS, "管理責任者");
  await page.goto("/members");
  await look(page, "manager-members", PRESS, "管理責任者");
  await expect(page.locator("main")).toContainText("見本 支子");
  const { underWay } = await checks(page);
  await page.goto(underWay);
  await look(page, "manager-check", PRESS, "管理責任者");
  const seen = await page.locator("input[name^='seen:']").evaluateAll((all) => all.map((one) => [one.name, one.value]));
  refused(await send(page, `${underWay}/sign-off`, Object.fromEntries(seen)), "経営者");
});

test("担当者: answers, and invites nobody", async ({ browser }) => {
  test.setTimeout(120_000);
  const page = await enter(browser, town.address, "megumi@press.example", PRESS);
  await look(page, "staff", PRESS, "担当者");
  const { underWay } = await checks(page);
  await page.goto(underWay);
  const question = page.locator("#q13");
  await question.locator(".ans label").first().click();
  await page.getByRole("button", { name: "保存する" }).first().click();
  await page.goto(underWay);
  await expect(question).toContainText("仮名 恵");
  refused(await send(page, "/members/invite", { name: "だれか", role: "staff" }), "管理責任者", "経営者");
});

test("閲覧者: reads, and changes nothing", async ({ browser }) => {
  test.setTimeout(120_000);
  const page = await enter(browser, town.address, "naoko@press.example", PRESS);
  await look(page, "viewer", PRESS, "閲覧者");
  const { underWay } = await checks(page);
  await page.goto(underWay);
  await expect(page.locator("main")).toContainText("架空 誠");
  refused(await send(page, underWay, { [`base:${ITEM}`]: "0", [`answer:${ITEM}`]: "implemented" }), "担当者");
  refused(await send(page, "/checks", {}), "担当者");
  const answer = await page.goto("/history.xlsx");
  expect(answer.status()).toBe(403);
  await expect(page.locator("main")).toContainText("管理責任者");
  await sound(page, "viewer-refused");
});

test("支援者: enters on behalf, and takes nothing out", async ({ browser }) => {
  test.setTimeout(120_000);
  const page = await enter(browser, town.address, "shiko@unei.example", PRESS);
  await look(page, "supporter", PRESS, "支援者");
  const { underWay } = await checks(page);
  await page.goto(underWay);
  const question = page.locator("#q14");
  await question.locator(".ans label").nth(1).click();
  await page.getByRole("button", { name: "保存する" }).first().click();
  await page.goto(underWay);
  await expect(question).toContainText("見本 支子");
  await expect(question).toContainText("代行");
  refused(await send(page, "/members/invite", { name: "だれか", role: "staff" }), "管理責任者");
  expect((await page.goto("/members")).status()).toBe(403);
  await sound(page, "supporter-refused");
});

test("審査員 and 管理者 of a body, 運営者: their own organisation, and nobody else's", async ({ browser }) => {
  test.setTimeout(240_000);
  const press = await enter(browser, town.address, "makoto@press.example", PRESS);
  const { underWay } = await checks(press);
  for (const [name, email, organisation, role] of [
    ["auditor", "ken@ninsho.example", BODY, "審査員"],
    ["administrator", "ritsu@ninsho.example", BODY, "管理者"],
    ["operator", "eiko@unei.example", OPERATOR, "運営者"],
  ]) {
    const page = await enter(browser, town.address, email, organisation);
    await look(page, name, organisation, role);
    await page.goto("/members");
    await look(page, `${name}-members`, organisation, role);
    const theirs = await page.goto(underWay);
    expect([403, 404]).toContain(theirs.status());
    expect(await page.content()).not.toContain("架空 誠");
    const nothing = await page.goto("/checks/00000000-0000-4000-8000-000000000000");
    expect(nothing.status(), "as if there were no such check").toBe(theirs.status());
  }
});
