// The stories run against the real binary, which Playwright starts, in the Chromium of the system.
import { defineConfig } from "@playwright/test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const port = Number(process.env.MAMORI_E2E_PORT ?? 8971);
const data = mkdtempSync(join(tmpdir(), "mamori-e2e-"));

export default defineConfig({
  testDir: "./tests",
  // It only makes pictures.
  testIgnore: process.env.MAMORI_PICTURES ? [] : ["**/look.spec.js"],
  outputDir: "./.output",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  reporter: [["list"]],
  timeout: 60_000,
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    locale: "ja-JP",
    timezoneId: "Asia/Tokyo",
    browserName: "chromium",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
  webServer: {
    command: `../target/debug/mamori serve --listen 127.0.0.1:${port} --operator-name "見本商工会（架空）" --data "${data}"`,
    url: `http://127.0.0.1:${port}/readyz`,
    env: { MAMORI_LOG: "warn", MAMORI_LANG: "ja" },
    reuseExistingServer: false,
  },
});
