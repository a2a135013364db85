// All script of our own: what htmx and HTML cannot do. No page needs it to be read or to send a form.
"use strict";
(function () {
  const $ = (id) => document.getElementById(id);
  const said = (words) => { const place = $("gm-said"); if (place && place.textContent !== words) place.textContent = words; };
  document.documentElement.classList.add("gm-script");

  document.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      const from = $(copy.dataset.copy);
      const range = document.createRange();
      range.selectNodeContents(from);
      const text = from.innerText;
      const done = () => { const was = copy.textContent; copy.textContent = "✓ " + was; said(copy.textContent); setTimeout(() => { copy.textContent = was; }, 1500); };
      if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, () => {});
      else { getSelection().removeAllRanges(); getSelection().addRange(range); }
      return;
    }
    const stop = event.target.closest("[data-stop]");
    if (stop) { htmx.trigger($(stop.dataset.stop), "htmx:abort"); working($(stop.dataset.stop), false); return; }
    const open = event.target.closest("[data-dialog]");
    if (open && $(open.dataset.dialog)) { event.preventDefault(); $(open.dataset.dialog).showModal(); return; }
    for (const menu of document.querySelectorAll("details.gm-menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.gm-menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  // The hint under the text follows the task that is chosen.
  document.addEventListener("change", (event) => {
    const hint = event.target.dataset && event.target.dataset.hint;
    if (hint && $("text-hint")) $("text-hint").textContent = hint;
  });

  function working(form, on) {
    if (!form) return;
    const stop = form.querySelector("[data-stop]");
    const send = form.querySelector("#send");
    if (stop) stop.hidden = !on;
    if (send) send.disabled = on;
  }
  const form = (event) => { const from = event.target; return from && from.id === "write" ? from : null; };
  document.addEventListener("htmx:before:request", (event) => working(form(event), true));
  for (const name of ["htmx:finally:request", "htmx:sse:close", "htmx:error"])
    document.addEventListener(name, (event) => { const from = form(event); if (from && (name !== "htmx:finally:request" || !from._htmx || !from._htmx.sse)) working(from, false); });

  // What is said to people who do not see the page: when it changes, not at every piece.
  document.addEventListener("htmx:after:swap", (event) => {
    const told = document.querySelectorAll("#answer [data-said]");
    if (told.length) said(told[told.length - 1].dataset.said);
  });

  // The session has ended: the form goes once more as a whole page, which asks to sign in and keeps what was typed.
  document.addEventListener("htmx:before:response", (event) => {
    const ctx = event.detail && event.detail.ctx;
    if (!ctx || !ctx.response || ctx.response.status !== 401 || !ctx.response.raw.headers.get("gwanmun-sign-in")) return;
    event.preventDefault();
    const from = ctx.sourceElement.closest("form");
    if (!from) { location.reload(); return; }
    from.action = ctx.request.action;
    from.submit();
  });

  // What stands in the text already (typed before the script came, or given back after signing in) is previewed as well.
  document.addEventListener("DOMContentLoaded", () => setTimeout(() => { const text = $("text"); if (text && text.value && text.form) text.dispatchEvent(new Event("input", { bubbles: true })); }, 0));

  // On a phone the menu is one line: where one is stands in sight.
  const here = document.querySelector(".gm-nav [aria-current]");
  if (here) here.closest("ul").scrollLeft = here.offsetLeft - 16;

  // A page that came back with errors shows them first.
  const errors = $("error-summary");
  if (errors) errors.focus();
})();
