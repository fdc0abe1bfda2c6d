// The API's description opens in the vendored viewer under the strict policy.
import { expect, test } from "@playwright/test";
import { watchConsole } from "./story.js";

test("the viewer shows every operation and nothing is blocked", async ({ page, request }) => {
  const { paths } = await (await request.get("/api/v1/openapi.json")).json();
  const operations = Object.values(paths).flatMap((path) => Object.keys(path).filter((key) => key !== "parameters"));
  const clean = watchConsole(page);
  await page.goto("/api/docs");
  await expect(page.locator(".opblock")).toHaveCount(operations.length);
  await expect(page.getByText("/api/v1/checks:score")).toBeVisible();
  clean();
});
