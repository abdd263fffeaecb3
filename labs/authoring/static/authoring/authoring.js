// Asks before a page is left on which something was typed and not saved yet. Everything else is the server's work.
let typed = false;
addEventListener('input', (event) => {
  if (event.target instanceof Element && event.target.closest('#editor')) typed = true;
});
addEventListener('submit', () => {
  typed = false;
});
document.addEventListener('htmx:afterSwap', () => {
  typed = false;
});
addEventListener('beforeunload', (event) => {
  if (typed) event.preventDefault();
});
