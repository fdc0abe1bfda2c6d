// Without a mouse: keys alone lead from the door to the result, and focus is always visible.
import { expect, test } from "@playwright/test";
import { DESK, PHONE, watchConsole } from "./story.js";

test("numbers answer, Enter goes on, the last Enter shows the result", async ({ page }) => {
  const clean = watchConsole(page);
  await page.setViewportSize(DESK);
  await page.goto("/check/tics-19");
  await page.locator("#q1 input").first().focus();
  for (let number = 1; number <= 19; number += 1) {
    await page.keyboard.press(number % 2 ? "1" : "3");
    await expect(page.locator(`#q${number} input[data-key="${number % 2 ? 1 : 3}"]`)).toBeChecked();
    await page.keyboard.press("Enter");
  }
  await page.waitForURL("**/result");
  await expect(page.locator(".steps-list .step")).toHaveCount(3);
  clean();
});

test("j and k move between the questions", async ({ page }) => {
  await page.setViewportSize(DESK);
  await page.goto("/check/tics-19");
  await page.locator("#q1 input").first().focus();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(page.locator("#q3 input:focus")).toHaveCount(1);
  await page.keyboard.press("k");
  await expect(page.locator("#q2 input:focus")).toHaveCount(1);
});

test("on a narrow screen j and k turn the page", async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto("/check/tics-19#q1");
  await page.keyboard.press("2");
  await expect(page.locator('#q1 input[data-key="2"]')).toBeChecked();
  await page.keyboard.press("j");
  await expect(page.locator("#q2")).toBeVisible();
  await expect(page.locator("#q1")).toBeHidden();
});

test("Tab alone reaches the start, and what has focus can be seen", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.locator(".skip")).toBeFocused();
  await expect(page.locator(".skip")).toBeInViewport();
  for (let i = 0; i < 12; i += 1) {
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    expect(outline).toBe("solid");
    if (await page.evaluate(() => document.activeElement.textContent === "はじめてのチェックを始める")) {
      await page.keyboard.press("Enter");
      await page.waitForURL("**/check/tics-19");
      return;
    }
  }
  throw new Error("the start was not reached by Tab");
});
