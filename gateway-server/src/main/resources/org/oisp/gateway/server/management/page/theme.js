// Read before the first paint, so that a dark page does not flash white. A classic script: the modules come too late for that.
(() => {
  const KEY = 'gateway-colours';
  let chosen = 'auto';
  try {
    chosen = localStorage.getItem(KEY) || 'auto';
  } catch {
    // Storage is switched off: the system's colours then, and a choice holds as long as the page.
  }
  const dark = matchMedia('(prefers-color-scheme: dark)');

  function apply() {
    const theme = chosen === 'light' || chosen === 'dark' ? chosen : dark.matches ? 'dark' : 'light';
    document.documentElement.dataset.theme = theme;
    dispatchEvent(new CustomEvent('theme'));
  }

  dark.addEventListener('change', apply);
  apply();

  document.addEventListener('DOMContentLoaded', () => {
    const select = document.getElementById('theme');
    select.value = chosen;
    select.addEventListener('change', () => {
      chosen = select.value;
      try {
        localStorage.setItem(KEY, chosen);
      } catch {
        // As above.
      }
      apply();
    });
  });
})();
