// Before first paint, so that nothing flashes: the theme that was chosen, and that scripts run.
(() => {
  const root = document.documentElement;
  root.dataset.script = "";
  try {
    const theme = localStorage.getItem("theme");
    if (theme) root.dataset.theme = theme;
  } catch {
    // Storage is off: the system's theme it is.
  }
})();
