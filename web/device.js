// What every page gains when scripts run and the browser keeps what it is told: it says so before the
// first paint. Where it keeps nothing, pages work, and speak, as without scripts. A classic script, not
// a module, because it has to run before the page shows.

(() => {
  try {
    localStorage.setItem("mamori:probe", "1");
    localStorage.removeItem("mamori:probe");
  } catch {
    return;
  }
  document.documentElement.classList.add("js");
  document.addEventListener("click", (event) => {
    if (event.target.closest("button.print")) window.print();
  });
})();
