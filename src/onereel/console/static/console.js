// What pages do beyond htmx: copy, tabs, local times, clips that play on hover. Frames have a file of their own.
"use strict";
(() => {
  const body = document.body;
  const language = document.documentElement.lang;
  const all = (root, selector) => [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];

  function say(text, milliseconds = 2400) {
    const toast = document.getElementById("toast");
    toast.textContent = text;
    toast.classList.add("shown");
    clearTimeout(say.timer);
    say.timer = setTimeout(() => toast.classList.remove("shown"), milliseconds);
  }

  // Times: in the visitor's own zone, and how long ago where that is what matters.
  const whole = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  const steps = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  function showTimes(root) {
    for (const time of all(root, "time[datetime]")) {
      const at = new Date(time.dateTime);
      const seconds = Math.round((at - Date.now()) / 1000);
      time.title = whole.format(at);
      const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? steps[3];
      const isRecent = "relative" in time.dataset && Math.abs(seconds) < 7 * 86400;
      time.textContent = isRecent ? relative.format(Math.trunc(seconds / size), unit) : time.title;
    }
  }
  setInterval(() => showTimes(document), 20000);

  // Copying.
  async function copy(button) {
    const text = document.getElementById(button.dataset.copy).textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = Object.assign(document.createElement("textarea"), { value: text, className: "hidden" });
      body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      button.focus({ preventScroll: true });
      if (!done) return say(body.dataset.failed);
    }
    say(body.dataset.copied);
  }

  // Tabs, as the ARIA practices have them. Which one was chosen outlives a new quote.
  function choose(tab, focus) {
    const list = tab.closest("[role=tablist]");
    for (const one of list.querySelectorAll("[role=tab]")) {
      const isChosen = one === tab;
      one.setAttribute("aria-selected", String(isChosen));
      one.tabIndex = isChosen ? 0 : -1;
      document.getElementById(one.getAttribute("aria-controls")).hidden = !isChosen;
    }
    if (focus) tab.focus();
  }
  let chosenSample = null;

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
    const tab = event.target.closest("[role=tab]");
    if (tab) {
      if (tab.closest("#samples")) chosenSample = tab.id;
      choose(tab);
    }
  });
  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.("[role=tab]");
    if (!tab) return;
    const tabs = [...tab.parentElement.children];
    const moves = { ArrowRight: 1, ArrowLeft: -1, Home: -tabs.indexOf(tab), End: tabs.length - 1 - tabs.indexOf(tab) };
    if (!(event.key in moves)) return;
    event.preventDefault();
    choose(tabs[(tabs.indexOf(tab) + moves[event.key] + tabs.length) % tabs.length], true);
  });
  document.addEventListener("submit", (event) => {
    const question = event.target.dataset.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });

  // The menu closes as menus do; what is chosen in it loads the page anew.
  const menu = document.querySelector(".me");
  document.addEventListener("click", (event) => menu && !menu.contains(event.target) && menu.removeAttribute("open"));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu?.open) return;
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  });

  // Thumbnails play while they are pointed at, or their link has the focus.
  function play(place, isOn) {
    const video = place?.querySelector(".thumb video");
    if (!video) return;
    if (!isOn) return video.pause();
    if (!video.src) video.src = video.dataset.src;
    video.play().then(() => video.classList.add("playing"), () => {});
  }
  for (const [name, isOn] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(name, (event) => {
      const place = event.target.closest?.(".row, .strip li");
      if (place && !place.contains(event.relatedTarget)) play(place, isOn);
    });
  }
  document.addEventListener("error", (event) => event.target.matches?.(".thumb img") && event.target.remove(), true);

  // The playground: the price and the code follow what is typed.
  const wish = document.getElementById("wish");
  let waiting;
  function ask() {
    clearTimeout(waiting);
    waiting = setTimeout(() => body.dispatchEvent(new Event("quote")), 150);
  }
  wish?.addEventListener("input", (event) => {
    const output = event.target.parentElement.querySelector("output");
    if (output) output.textContent = event.target.value;
    if (event.target.type !== "file") ask();
  });
  wish?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) wish.requestSubmit();
  });

  // Filters that are not set stay out of the address.
  document.addEventListener("htmx:configRequest", ({ target, detail: { formData } }) => {
    if (!target.matches(".filters")) return;
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  });

  // What somebody is at outlives a swap: the focus, tables that are open, tabs that were chosen.
  let kept = null;
  function nameOf(element) {
    if (element.id) return `#${CSS.escape(element.id)}`;
    if (element.getAttribute("href")) return `a[href="${CSS.escape(element.getAttribute("href"))}"]`;
    const action = element.closest("form")?.getAttribute("action");
    return action && element.matches("button") ? `form[action="${CSS.escape(action)}"] button` : null;
  }
  function keep(root) {
    const names = (selector) => all(root, selector).map((one) => one.id).filter(Boolean);
    const focused = document.activeElement;
    kept = {
      focus: focused !== body && root.contains(focused) ? nameOf(focused) : null,
      open: names("details[open]"),
      tabs: names("[role=tab][aria-selected=true]"),
    };
  }
  function giveBack() {
    if (!kept) return;
    const { focus, open, tabs } = kept;
    kept = null;
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    for (const id of tabs) if (document.getElementById(id)) choose(document.getElementById(id));
    if (focus && (document.activeElement === body || !document.activeElement)) {
      document.querySelector(`main ${focus}`)?.focus({ preventScroll: true });
    }
  }
  document.addEventListener("htmx:beforeSwap", (event) => keep(event.detail.target));
  document.addEventListener("htmx:oobBeforeSwap", (event) => keep(event.detail.target));
  document.addEventListener("htmx:sseBeforeMessage", (event) => keep(event.target));
  // The answer to a submit is shown where the form would hide it, as on a phone.
  document.addEventListener("htmx:afterSwap", (event) => {
    const place = event.detail.target; // none, where a stream has told
    if (place?.id !== "result") return;
    const { top, bottom } = place.getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) place.scrollIntoView({ block: "start" });
  });

  // What htmx has put into the page.
  function settle(root) {
    giveBack();
    showTimes(root);
    const tab = chosenSample && document.getElementById(chosenSample);
    if (tab && root.querySelector?.("#samples, [role=tab]")) choose(tab);
    for (const video of all(root, ".screen video")) video.play().catch(() => {});
  }
  document.addEventListener("htmx:afterSettle", (event) => settle(event.target));
  document.addEventListener("htmx:oobAfterSwap", (event) => settle(event.detail.target));
  document.addEventListener("htmx:sseMessage", () => settle(document));
  document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
    const isSaid = xhr.getResponseHeader("content-type")?.startsWith("text/plain");
    if (!xhr.getResponseHeader("HX-Redirect")) say(isSaid ? xhr.responseText : body.dataset.failed, 6000);
  });
  document.addEventListener("htmx:sendError", () => say(body.dataset.failed));
  showTimes(document);
})();
