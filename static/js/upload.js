// Sends disk files in parts over tus 1.0, and goes on where the server says it stopped: after a
// pause, a lost connection, a killed server, or a closed tab when the same file is chosen again.
//
// The page, as templates/regions/_upload_zone.html writes it:
//   form                        holds the zones and the input csrfmiddlewaretoken
//   [data-js=upload-zone]       data-url: where uploads begin; data-name: of the hidden inputs;
//                               data-scope: guid of the card to publish under; data-region, or
//                               data-region-from: id of a select; data-many: several disks by LUN
//     [data-js=upload-drop]     takes dropped files; gets data-over while something hangs over it
//     [data-js=upload-file]     the file input
//     [data-js=upload-unfinished]  names files that were not sent to their end from this browser
//     template[data-js=upload-row] one file: [data-js=upload] with data-state sending, paused,
//                               failed or done, and inside it upload-name, -lun, -format, -pause,
//                               -resume, -remove, -nums, -note, a [role=progressbar], and
//                               -value, a hidden input that is LUN=GUID=FORMAT once all is there
//   [data-js=needs-uploads]     submit buttons, off until nothing is unfinished
//   [data-js=upload-reason]     says why they are off
"use strict";

(() => {
  const PART = 8 * 1024 * 1024;
  const WAITS = [1, 2, 4, 8, 15, 30]; // seconds between tries
  const SURE = 10; // seconds of data before a guess at the time left
  const MOST_LUN = 63;
  const KEY = "upload ";
  const one = (name, within) => within.querySelector(`[data-js~="${name}"]`);
  const all = (name, within) => [...within.querySelectorAll(`[data-js~="${name}"]`)];

  class Refused extends Error {
    constructor(message, status) {
      super(message);
      this.status = status;
    }
    get passes() {
      return this.status === 0 || this.status === 423 || this.status >= 500;
    }
    get isGone() {
      return this.status === 404 || this.status === 410;
    }
  }

  // --- Talking to the server -----------------------------------------------------------------
  // XMLHttpRequest, because fetch does not tell how much of a body has left.
  function ask(zone, method, url, { headers = {}, body = null, onProgress, onStart } = {}) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const token = zone.closest("form").querySelector("[name=csrfmiddlewaretoken]").value;
      request.open(method, url);
      const common = { "Tus-Resumable": "1.0.0", "X-CSRFToken": token };
      for (const [name, value] of Object.entries({ ...common, ...headers })) {
        request.setRequestHeader(name, value);
      }
      request.upload.onprogress = (event) => onProgress?.(event.loaded);
      request.onload = () => (request.status < 300 ? resolve(request) : reject(refusal(request)));
      request.onerror = () => reject(new Refused("The server does not answer.", 0));
      request.onabort = () => reject(new Refused("Paused.", 0));
      onStart?.(request);
      request.send(body);
    });
  }

  function refusal(request) {
    const plain = (request.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
    const other = `The server answered ${request.status}. Reload the page, then choose the file again.`;
    const text = plain && request.responseText ? request.responseText : other;
    return new Refused(text, request.status);
  }

  const encoded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const offsetIn = (request) => Number(request.getResponseHeader("Upload-Offset"));

  // --- What this browser remembers ------------------------------------------------------------
  const memory = {
    get: (key) => attempt(() => localStorage.getItem(key)),
    set: (key, value) => attempt(() => localStorage.setItem(key, value)),
    drop: (key) => attempt(() => localStorage.removeItem(key)),
    keys: () => attempt(() => Object.keys(localStorage)) ?? [],
  };

  function attempt(action) {
    try {
      return action();
    } catch {
      return null; // storage is off: uploads resume only while the page is open
    }
  }

  // --- One file --------------------------------------------------------------------------------
  class Sending {
    constructor(zone, row, file) {
      Object.assign(this, { zone, row, file, offset: 0, tries: 0, run: 0 });
      this.key = [KEY + scopeOf(zone), regionOf(zone), file.size, file.lastModified, file.name].join("|");
      this.region = regionOf(zone);
      this.place = placeOf(zone);
      one("upload-name", row).textContent = file.name;
      one("upload-remove", row).setAttribute("aria-label", `Remove ${file.name}`);
      one("upload-pause", row).onclick = () => this.pause();
      one("upload-resume", row).onclick = () => this.start();
    }

    async start() {
      const run = ++this.run; // an older run that still waits ends when it sees a newer one
      this.show("sending");
      while (run === this.run) {
        try {
          await this.sendAll(run);
          return;
        } catch (error) {
          if (run !== this.run || !(await this.outlives(error))) return;
        }
      }
    }

    pause() {
      this.run += 1;
      this.request?.abort();
      this.show("paused", "Paused. Safe to close: choose the file again to go on.");
    }

    async sendAll(run) {
      await this.find();
      this.began = { at: performance.now(), offset: this.offset };
      while (this.offset < this.file.size && run === this.run) await this.sendPart();
      if (run === this.run) this.finish();
    }

    // The upload that the browser remembers, or a new one.
    async find() {
      this.url ??= memory.get(this.key);
      try {
        if (this.url) this.offset = offsetIn(await ask(this.zone, "HEAD", this.url));
      } catch (error) {
        if (!error.isGone) throw error;
        this.forget();
      }
      if (!this.url) await this.create();
    }

    async create() {
      const told = { filename: this.file.name, scope: scopeOf(this.zone), region: this.region };
      const pairs = Object.entries(told).map(([name, value]) => `${name} ${encoded(value)}`);
      const headers = { "Upload-Length": String(this.file.size), "Upload-Metadata": pairs.join(",") };
      const made = await ask(this.zone, "POST", this.zone.dataset.url, { headers });
      this.url = made.getResponseHeader("Location");
      this.offset = 0;
      memory.set(this.key, this.url);
    }

    async sendPart() {
      const start = this.offset;
      const answer = await ask(this.zone, "PATCH", this.url, {
        headers: { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(start) },
        body: this.file.slice(start, start + PART),
        onProgress: (sent) => this.draw(start + sent),
        onStart: (request) => (this.request = request),
      });
      this.offset = offsetIn(answer);
      this.tries = 0;
      this.draw(this.offset);
    }

    // Whether to try again after an error; waits before it says yes.
    async outlives(error) {
      if (!(await isReadable(this.file))) {
        this.fail("The file was changed or moved and can no longer be read. Choose it again.");
        return false;
      }
      if (error.isGone) this.forget();
      else if (!error.passes && error.status !== 409) {
        this.fail(error.message);
        return false;
      }
      const seconds = WAITS[Math.min(this.tries++, WAITS.length - 1)];
      this.note(`${error.message} Trying again in ${seconds} s; what has arrived stays.`);
      await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
      return true;
    }

    forget() {
      memory.drop(this.key);
      this.url = null;
      this.offset = 0;
    }

    finish() {
      this.row.dataset.address = this.url;
      this.draw(this.file.size);
      this.show("done", `Arrived in ${this.place}`);
      tell(this.row);
      announce(`${this.file.name} has arrived.`);
    }

    fail(message) {
      this.show("failed", message);
      announce(`${this.file.name} was not sent. ${message}`);
    }

    show(state, note = "") {
      this.row.dataset.state = state;
      const tone = { done: "ok", failed: "bad" }[state] ?? "";
      this.row.querySelector("[role=progressbar]").dataset.tone = tone;
      one("upload-pause", this.row).hidden = state !== "sending";
      one("upload-resume", this.row).hidden = state !== "paused" && state !== "failed";
      this.note(note);
      settle(this.zone);
    }

    note(text) {
      one("upload-note", this.row).textContent = text;
    }

    draw(sent) {
      const percent = Math.floor((100 * sent) / this.file.size);
      const bar = this.row.querySelector("[role=progressbar]");
      bar.setAttribute("aria-valuenow", percent);
      bar.querySelector("rect").setAttribute("width", `${percent}%`);
      const seconds = (performance.now() - this.began.at) / 1000;
      const rate = (sent - this.began.offset) / seconds;
      const speed = rate > 0 && seconds > 1 ? `, ${size(rate)}/s` : "";
      const sums = `${percent}%, ${size(sent)} of ${size(this.file.size)}${speed}`;
      one("upload-nums", this.row).textContent = sums;
      if (this.row.dataset.state !== "sending") return;
      const left = seconds > SURE && rate > 0 ? `${time((this.file.size - sent) / rate)} left. ` : "";
      this.note(`${left}Safe to close, it resumes where it stopped.`);
    }
  }

  const isReadable = (file) => file.slice(0, 1).arrayBuffer().then(() => true, () => false);

  // --- Words -----------------------------------------------------------------------------------
  function size(bytes) {
    let power = 0;
    for (; bytes >= 999.5 && power < 4; power++) bytes /= 1024;
    const digits = power && bytes < 99.95 ? 1 : 0;
    return `${bytes.toFixed(digits)} ${["bytes", "KB", "MB", "GB", "TB"][power]}`;
  }

  function time(seconds) {
    if (seconds < 60) return `${Math.ceil(seconds)} s`;
    const minutes = Math.ceil(seconds / 60);
    return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  }

  function announce(text) {
    const place = one("say", document);
    if (place) place.textContent = text;
  }

  // --- Zones -----------------------------------------------------------------------------------
  const scopeOf = (zone) => zone.dataset.scope;
  const selectOf = (zone) => document.getElementById(zone.dataset.regionFrom ?? "");
  const regionOf = (zone) => selectOf(zone)?.value || zone.dataset.region;
  const placeOf = (zone) => selectOf(zone)?.selectedOptions[0]?.text || zone.dataset.region;
  const isMany = (zone) => "many" in zone.dataset;

  function setUp(zone) {
    const [drop, input] = [one("upload-drop", zone), one("upload-file", zone)];
    input.onchange = () => {
      add(zone, input.files);
      input.value = ""; // so that the same file can be chosen again
    };
    drop.ondragover = (event) => {
      event.preventDefault();
      drop.dataset.over = "";
    };
    drop.ondragleave = () => delete drop.dataset.over;
    drop.ondrop = (event) => {
      event.preventDefault();
      delete drop.dataset.over;
      add(zone, event.dataTransfer.files);
    };
    for (const row of all("upload", zone)) wire(zone, row);
    const form = zone.closest("form");
    form.addEventListener("change", () => settle(zone));
    form.addEventListener("submit", () => handOver(form));
    settle(zone);
  }

  function add(zone, files) {
    for (const file of isMany(zone) ? files : [...files].slice(0, 1)) {
      const row = one("upload-row", zone).content.cloneNode(true).firstElementChild;
      const lun = one("upload-lun", row);
      if (lun) lun.value = freeLun(zone);
      one("upload-drop", zone).before(row);
      const sending = new Sending(zone, row, file);
      wire(zone, row, sending);
      sending.start();
    }
  }

  function wire(zone, row, sending) {
    one("upload-remove", row).onclick = () => remove(zone, row, sending);
  }

  function remove(zone, row, sending) {
    sending?.pause();
    const address = sending?.url ?? row.dataset.address;
    sending?.forget();
    row.remove();
    settle(zone);
    tell(zone);
    one("upload-file", zone).focus();
    if (address) ask(zone, "DELETE", address).catch(() => {}); // else it expires by itself
  }

  // As if a person had typed it: whatever follows what the form says hears of it.
  const tell = (element) => element.dispatchEvent(new Event("change", { bubbles: true }));

  function freeLun(zone) {
    const taken = new Set(all("upload-lun", zone).map((input) => Number(input.value)));
    let lun = 0;
    while (taken.has(lun) && lun < MOST_LUN) lun += 1;
    return lun;
  }

  // Brings hidden inputs, the drop area, hints and buttons in line with the rows.
  function settle(zone) {
    const form = zone.closest("form");
    const rows = all("upload", zone);
    for (const row of rows) fill(row);
    one("upload-drop", zone).hidden = !isMany(zone) && rows.length > 0;
    for (const each of all("upload-zone", form)) hint(each);
    const waiting = all("upload", form).filter(isAwaited);
    for (const button of all("needs-uploads", form)) button.disabled = waiting.length > 0;
    const reason = one("upload-reason", form);
    if (reason) reason.textContent = waiting.length ? reasonFor(waiting) : "";
  }

  // Those of a source that is not chosen, and so not shown, hold nothing up.
  const isAwaited = (row) => row.dataset.state !== "done" && row.checkVisibility();

  // What a version is made from is no longer there to be resumed.
  function handOver(form) {
    const addresses = all("upload", form).map((row) => row.dataset.address);
    for (const key of memory.keys().filter((key) => key.startsWith(KEY))) {
      if (addresses.includes(memory.get(key))) memory.drop(key);
    }
  }

  function fill(row) {
    const value = one("upload-value", row);
    const guid = (row.dataset.address ?? "").split("/").pop();
    value.disabled = row.dataset.state !== "done" || !guid;
    value.value = [one("upload-lun", row)?.value ?? "", guid, one("upload-format", row).value].join("=");
  }

  function reasonFor(rows) {
    const stuck = rows.some((row) => row.dataset.state === "failed");
    if (stuck) return "An upload failed. Resume it or remove it.";
    return rows.length === 1 ? "Waiting for 1 upload." : `Waiting for ${rows.length} uploads.`;
  }

  function hint(zone) {
    const shown = all("upload-name", zone.closest("form")).map((name) => name.textContent);
    const start = `${KEY}${scopeOf(zone)}|${regionOf(zone)}|`;
    const mine = memory.keys().filter((key) => key.startsWith(start));
    const names = mine.map((key) => key.split("|").slice(4).join("|"));
    const left = names.filter((name) => !shown.includes(name));
    const place = one("upload-unfinished", zone);
    place.hidden = left.length === 0;
    if (left.length) place.textContent = `Begun earlier: ${left.join(", ")}. Choose it again to go on where it stopped.`;
  }

  // A file that misses the zone must not replace the page.
  for (const type of ["dragover", "drop"]) {
    document.addEventListener(type, (event) => event.preventDefault());
  }
  for (const zone of all("upload-zone", document)) setUp(zone);
})();
