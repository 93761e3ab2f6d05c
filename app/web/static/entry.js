// Small help for forms that stay open for a long time. Everything works without it.
(function () {
  "use strict";
  var touched = false, saving = false;
  // What the API says of a field arrives beside the field: tell screen readers that the field itself is wrong, or fine.
  document.addEventListener("htmx:oobAfterSwap", function (event) {
    var place = event.detail.target;
    if (!place || place.id.indexOf("err-") !== 0) return;
    var field = document.getElementById(place.id.slice(4));
    if (!field) return;
    if (place.textContent) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  });
  // Of a list that is too long for one page: what has the typed letters in its name.
  var waiting;
  document.addEventListener("input", function (event) {
    var field = event.target, more = field.dataset.more;
    if (!more || field.value.length < 2) return;
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      fetch(more + "&q=" + encodeURIComponent(field.value), { headers: { "HX-Request": "true" } })
        .then(function (answer) { return answer.ok ? answer.text() : ""; })
        .then(function (options) { if (options) field.list.innerHTML = options; });
    }, 250);
  });
  // Leaving with something typed and not saved is asked about first.
  document.addEventListener("input", function (event) {
    if (event.target.closest("[data-entry]")) touched = true;
  });
  document.addEventListener("submit", function () { touched = false; });
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status >= 400) touched = true;
  });
  // Saving overtakes a check that is under way, and none begins meanwhile: it would be about a form that is gone.
  document.addEventListener("htmx:beforeRequest", function (event) {
    var sender = event.detail.elt;
    if (!sender.matches("form[data-entry]")) {
      if (saving && sender.closest("[data-entry]")) event.preventDefault();
      return;
    }
    touched = false;
    saving = true;
    sender.querySelectorAll(".wk-fields").forEach(function (fields) {
      window.htmx.trigger(fields, "htmx:abort");
    });
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.elt.matches("form[data-entry]")) saving = false;
  });
  window.addEventListener("beforeunload", function (event) {
    if (touched) event.preventDefault();
  });
})();
