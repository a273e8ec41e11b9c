// The print view opens the printer's dialogue by itself; without scripts the browser's own command does.
export function printNow() {
  if (!document.querySelector("[data-print-now]")) return;
  if (document.readyState === "complete") window.print();
  else window.addEventListener("load", () => window.print(), { once: true });
}
