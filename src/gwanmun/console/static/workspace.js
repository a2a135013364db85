// The workspace and the safe copy: what a click in the preview means, files dropped, print. Without it the same forms work.
"use strict";
(function () {
  const $ = (id) => document.getElementById(id);
  let chosen = "";
  const preview = () => { const text = $("text"); if (text) text.dispatchEvent(new Event("input", { bubbles: true })); };

  // What is selected in the text or beside it may be masked by hand.
  document.addEventListener("selectionchange", () => {
    const text = $("text");
    const there = document.activeElement === text ? text.value.slice(text.selectionStart, text.selectionEnd) : String(getSelection());
    const words = there.replace(/\s+/g, " ").trim();
    if (words && words.length <= 200) chosen = words;
  });

  document.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-mark]");
    if (mark) {
      for (const box of document.querySelectorAll("[data-again]")) if (box.value === mark.dataset.value) { box.checked = !box.checked; preview(); return; }
    }
    const hide = event.target.closest("[data-hide]");
    if (hide) {
      event.preventDefault();
      const field = $("hide_text");
      if (!field.value.trim()) field.value = chosen;
      if (field.value.trim()) preview(); else field.focus();
      return;
    }
    const remove = event.target.closest("[data-remove]");
    if (remove) { event.preventDefault(); remove.closest("li").remove(); preview(); $("upload").focus(); return; }
    if (event.target.closest("[data-print]")) window.print();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.id === "hide_text") { event.preventDefault(); document.querySelector("[data-hide]").click(); }
  });
  document.addEventListener("change", (event) => { if (event.target.matches && event.target.matches("[data-again]")) preview(); });

  // A word that was masked stands in the preview now; a file that was read, in its list.
  document.addEventListener("htmx:after:swap", () => {
    const field = $("hide_text");
    if (field && field.value) for (const box of document.querySelectorAll("[name=hide][data-again]")) if (box.value.endsWith(":" + field.value.replace(/\s+/g, " ").trim())) { field.value = ""; chosen = ""; break; }
    const upload = $("upload");
    const files = document.querySelectorAll("#files input[name=file]").length;
    if (upload && files !== Number(upload.dataset.read || 0)) { upload.dataset.read = files; upload.value = ""; preview(); }
  });

  // A long file says how far it was read.
  let looking = 0;
  document.addEventListener("htmx:before:request", (event) => {
    if (event.target.id !== "upload" || looking) return;
    looking = setInterval(() => htmx.trigger($("reading"), "look"), 700);
  });
  for (const name of ["htmx:finally:request", "htmx:error"]) document.addEventListener(name, (event) => {
    if (event.target.id !== "upload") return;
    clearInterval(looking);
    looking = 0;
    $("reading").replaceChildren();
    setTimeout(() => follow(event.target), 0);
  });

  // Several files dropped at once are read one after another; what was wrong with one stays, with its name.
  const waiting = [];
  let wrong = [], reading = "";
  const follow = (field) => {
    const said = $("upload-error");
    if (said && reading) {
      const kept = said.cloneNode(true);
      kept.removeAttribute("id");
      kept.prepend(reading + " ");
      wrong.push(kept);
      said.remove();
    }
    if (!waiting.length) { $("files").prepend(...wrong); wrong = []; reading = ""; return; }
    const one = new DataTransfer(), file = waiting.shift();
    one.items.add(file);
    reading = file.name;
    field.files = one.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  for (const place of document.querySelectorAll("[data-drop]")) {
    const field = $(place.dataset.drop);
    place.addEventListener("dragover", (event) => { event.preventDefault(); place.classList.add("gm-drop-over"); });
    place.addEventListener("dragleave", () => place.classList.remove("gm-drop-over"));
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      place.classList.remove("gm-drop-over");
      waiting.push(...event.dataTransfer.files);
      if (!looking && !reading) follow(field);
    });
  }
})();
