// The sample of `mamori demo` for the stories: started, signed in to, looked at.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "@playwright/test";

export const PASSWORD = "mihon no machi wo aruku 3 nin";
export const PRESS = "株式会社見本プレス（架空）";

/** Starts an installation with the sample. Gives its address, what it printed, and how to stop it. */
export async function demo(port, more = []) {
  const data = mkdtempSync(join(tmpdir(), "mamori-e2e-demo-"));
  const server = spawn("../target/debug/mamori", ["demo", "--listen", `127.0.0.1:${port}`, "--data", data, "--password", PASSWORD, ...more], {
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
  const printed = [];
  for await (const line of createInterface({ input: server.stdout })) {
    printed.push(line);
    if (line.includes("で使えます")) {
      server.stdout.resume();
      return { address: `http://127.0.0.1:${port}`, printed, stop };
    }
  }
  await stop();
  throw new Error("the server ended before it was ready");
}

/** Somebody of the sample, signed in on a device of their own and acting for an organisation. */
export async function enter(browser, address, email, organisation, more = {}) {
  const context = await browser.newContext({ baseURL: address, viewport: { width: 360, height: 740 }, locale: "ja-JP", timezoneId: "Asia/Tokyo", ...more });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("メールアドレス").fill(email);
  await page.getByLabel("パスワード", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "サインインする" }).click();
  await expect(page).toHaveURL(/\/today$/);
  if (!(await page.locator(".acting").textContent()).includes(organisation)) {
    await page.goto("/account");
    await page.getByRole("listitem").filter({ hasText: organisation }).getByRole("button").first().click();
    await expect(page.locator(".acting")).toContainText(organisation);
  }
  return page;
}

/** Sends a form from the page, as its buttons do; what a role may not do has no button everywhere. */
export const send = (page, path, fields) =>
  page.evaluate(
    async ([path, fields]) => {
      const answer = await fetch(path, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
      return { status: answer.status || 303, text: await answer.text() };
    },
    [path, fields],
  );
