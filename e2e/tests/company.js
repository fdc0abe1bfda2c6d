// What the stories of those who are signed in share: an installation of their own, and its people.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "@playwright/test";
import { sideways, violations } from "./story.js";

/** Starts an installation where nobody is registered yet. Gives its address, its set-up link, and how to stop it. */
export async function install(port) {
  const data = mkdtempSync(join(tmpdir(), "mamori-e2e-accounts-"));
  const server = spawn("../target/debug/mamori", ["serve", "--listen", `127.0.0.1:${port}`, "--operator-name", "見本商工会（架空）", "--data", data], {
    env: { ...process.env, MAMORI_LOG: "warn", MAMORI_LANG: "ja" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stop = async () => {
    if (server.exitCode === null) {
      server.kill("SIGTERM");
      await once(server, "exit");
    }
    rmSync(data, { recursive: true, force: true });
  };
  for await (const line of createInterface({ input: server.stdout })) {
    const setUp = /http:\S+(\/set-up\/\S+)/.exec(line)?.[1];
    if (setUp) {
      server.stdout.resume();
      return { address: `http://127.0.0.1:${port}`, setUp, stop, tire: () => tire(data), backup: () => backup(data) };
    }
  }
  await stop();
  throw new Error("the server ended before it told the set-up link");
}

/** Takes a backup, as the command of each night does. */
function backup(data) {
  const shelf = mkdtempSync(join(tmpdir(), "mamori-e2e-shelf-"));
  execFileSync("age-keygen", ["-o", join(shelf, "identity")], { stdio: "ignore" });
  const recipient = execFileSync("age-keygen", ["-y", join(shelf, "identity")]).toString().trim();
  execFileSync("../target/debug/mamori", ["backup", "--data", data, "--recipient", recipient, "--to", join(shelf, "mamori.age")]);
  rmSync(shelf, { recursive: true, force: true });
}

/** Makes every session as old as one that has to show anew who it is; nobody wants to wait ten minutes. */
function tire(data) {
  const program = "import sqlite3, sys\nwith sqlite3.connect(sys.argv[1], timeout=10) as db: db.execute('UPDATE session SET stepped_up_at = stepped_up_at - 11 * 60 * 1000000')";
  const file = readdirSync(data).find((name) => /\.(db|sqlite3?)$/.test(name));
  execFileSync("python3", ["-c", program, join(data, file)]);
}

/** Fails on anything axe finds in the page as it stands, light and dark. */
export async function accessible(page, what) {
  for (const colorScheme of ["light", "dark"]) expect.soft(await violations(page, colorScheme), `${what}, ${colorScheme}`).toEqual([]);
  await page.emulateMedia({ colorScheme: "light" });
}

/** Fails where the page is wider than the screen. */
export async function fits(page, what) {
  const before = page.viewportSize();
  expect.soft(await sideways(page, [320, 360, 768, 1024, 1280]), what).toEqual({});
  await page.setViewportSize(before);
}

/** Fails where something to touch is smaller than a finger. Links within a sentence are its text. */
export async function touchable(page, what) {
  const found = await page.evaluate(() => {
    const targets = document.querySelectorAll("main :is(button, select, summary, input:not([type=hidden], [type=radio], [type=checkbox]), .ans label, label.check, li > a), .signed :is(a, button)");
    return [...targets]
      .filter((target) => target.checkVisibility() && target.getBoundingClientRect().height < 43.9)
      .map((target) => `${target.outerHTML.slice(0, 90)} ${target.getBoundingClientRect().height}`);
  });
  expect.soft(found, what).toEqual([]);
}

/** Fails where the keyboard does not reach a control, or does not show where it is. */
export async function reachable(page, what) {
  await page.evaluate(() => {
    document.activeElement.blur();
    window.scrollTo(0, 0);
    document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary").forEach((one, at) => one.setAttribute("data-at", at));
  });
  const all = await page.evaluate(() => {
    const seen = new Set();
    // Of the radio buttons of one name, the keyboard reaches one and the arrows the others.
    return [...document.querySelectorAll("[data-at]")].filter((one) => one.checkVisibility() && !one.disabled && (one.type !== "radio" || !seen.has(one.name) && seen.add(one.name))).map((one) => (one.type === "radio" ? one.name : one.dataset.at));
  });
  const reached = new Set();
  await page.locator("body").evaluate((body) => { body.tabIndex = -1; body.focus(); body.removeAttribute("tabindex"); });
  for (let press = 0; press < all.length + 8; press += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const one = document.activeElement;
      const shown = [one, one.closest("label")].some((part) => part && getComputedStyle(part).outlineStyle === "solid");
      return { key: one.type === "radio" ? one.name : one.dataset.at, shown, html: one.outerHTML.slice(0, 120) };
    });
    if (at.key === undefined) continue;
    expect.soft(at.shown, `${what}: focus shows on ${at.html}`).toBe(true);
    reached.add(at.key);
  }
  expect.soft(all.filter((one) => !reached.has(one)), `${what}: reached by Tab`).toEqual([]);
}

/** Pictures of the page as it stands, for people to look at. */
export async function picture(page, name) {
  if (!process.env.MAMORI_PICTURES) return;
  const before = page.viewportSize();
  await page.evaluate(() => document.fonts.ready);
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.screenshot({ path: `screenshots/accounts-${name}-${width}-top.png` });
    await page.screenshot({ path: `screenshots/accounts-${name}-${width}.png`, fullPage: true });
  }
  await page.setViewportSize(before);
}
