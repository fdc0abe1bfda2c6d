// What every page gains when scripts run: it says so, and its print buttons print.

document.documentElement.classList.add("js");

for (const button of document.querySelectorAll("button.print")) {
  button.addEventListener("click", () => window.print());
}
