// Cells as in a spreadsheet: keys that move, a block that is pasted, and what is said in the place of a cell.
// Everything works without it, with the button under the table.
(function () {
  "use strict";
  function inputs(table) {
    return Array.prototype.map.call(table.querySelectorAll("tbody tr"), function (row) {
      return Array.prototype.slice.call(row.querySelectorAll("input.wk-cell"));
    });
  }
  function place(cell) {
    var rows = inputs(cell.closest("table")), found = null;
    rows.forEach(function (row, down) {
      var across = row.indexOf(cell);
      if (across >= 0) found = { rows: rows, down: down, across: across };
    });
    return found;
  }
  function go(cell, down, across) {
    var here = place(cell), row = here.rows[here.down + down], next = row && row[here.across + across];
    if (next) { next.focus(); next.select(); }
    return Boolean(next);
  }
  function atEdge(cell, end) {
    var all = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    return all || (cell.selectionStart === cell.selectionEnd && cell.selectionStart === (end ? cell.value.length : 0));
  }
  function changed(cell) {
    cell.dispatchEvent(new Event("change", { bubbles: true }));
  }
  document.addEventListener("focusin", function (event) {
    if (event.target.matches(".wk-cells input.wk-cell")) event.target.dataset.before = event.target.value;
  });
  document.addEventListener("keydown", function (event) {
    var cell = event.target;
    if (!cell.matches || !cell.matches(".wk-cells input.wk-cell") || event.ctrlKey || event.altKey || event.metaKey) return;
    var moved = false;
    if (event.key === "Enter") {
      event.preventDefault(); // not the whole form
      if (!go(cell, event.shiftKey ? -1 : 1, 0)) cell.blur();
      return;
    }
    if (event.key === "Escape") { cell.value = cell.dataset.before || ""; cell.select(); event.preventDefault(); return; }
    if (event.key === "ArrowDown") moved = go(cell, 1, 0);
    else if (event.key === "ArrowUp") moved = go(cell, -1, 0);
    else if (event.key === "ArrowLeft" && atEdge(cell, false)) moved = go(cell, 0, -1);
    else if (event.key === "ArrowRight" && atEdge(cell, true)) moved = go(cell, 0, 1);
    if (moved) event.preventDefault();
  });
  document.addEventListener("paste", function (event) {
    var cell = event.target;
    if (!cell.matches || !cell.matches(".wk-cells input.wk-cell")) return;
    var text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    var here = place(cell);
    text.split("\n").forEach(function (line, down) {
      line.split("\t").forEach(function (part, across) {
        var row = here.rows[here.down + down], target = row && row[here.across + across];
        if (!target || target.value === part.trim()) return;
        target.value = part.trim();
        changed(target);
      });
    });
  });
  // Two people in one cell: keep mine, or take theirs.
  document.addEventListener("click", function (event) {
    var button = event.target, cell = document.getElementById(button.dataset.keep || button.dataset.take || "");
    if (!cell) return;
    if (button.dataset.keep) { changed(cell); cell.focus(); return; }
    cell.value = button.dataset.text;
    cell.removeAttribute("aria-invalid");
    document.getElementById("err-" + cell.id).textContent = "";
    document.getElementById("ok-" + cell.id).textContent = "";
    cell.focus();
  });
  // What the API says arrives beside the cell: tell screen readers that the cell itself is wrong, or fine.
  document.addEventListener("htmx:oobAfterSwap", function (event) {
    var target = event.detail.target;
    if (!target || target.id.indexOf("err-") !== 0) return;
    var cell = document.getElementById(target.id.slice(4));
    if (!cell) return;
    if (target.textContent.trim()) cell.setAttribute("aria-invalid", "true");
    else { cell.removeAttribute("aria-invalid"); cell.dataset.before = cell.value; }
  });
  // What could not be sent is said in its place, and leaving the page is asked about first.
  function unsent(event) {
    var sender = event.detail.elt, cell = sender.querySelector && sender.querySelector("input.wk-cell");
    var table = cell && cell.closest("table");
    if (!cell || !table.dataset.unsent) return;
    document.getElementById("err-" + cell.id).textContent = table.dataset.unsent;
    document.getElementById("ok-" + cell.id).textContent = "";
    cell.setAttribute("aria-invalid", "true");
  }
  document.addEventListener("htmx:sendError", unsent);
  document.addEventListener("htmx:afterRequest", function (event) {
    var status = event.detail.xhr.status;
    if (status === 401 || status === 403 || status >= 500) unsent(event);
  });
  window.addEventListener("beforeunload", function (event) {
    if (document.querySelector(".wk-grid input[aria-invalid=true]")) event.preventDefault();
  });
})();
