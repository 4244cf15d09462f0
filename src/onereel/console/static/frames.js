// The places of the first and last frame: pictures are dropped or picked there, looked at, and kept for the submit.
"use strict";
(() => {
  const wish = document.getElementById("wish");
  const places = [...document.querySelectorAll("[data-frame]")];
  if (!places.length) return;
  const words = wish.dataset;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const megabytes = (count, round) => (round(count / 1e5) / 10).toFixed(1);

  // What a file is, by its first bytes: its name proves nothing, and a data URI must say what is in it.
  async function kindOf(file) {
    const head = String.fromCharCode(...new Uint8Array(await file.slice(0, 12).arrayBuffer()));
    if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
    if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
    return /^RIFF[^]{4}WEBP$/.test(head) ? "image/webp" : null;
  }

  // The picture, when it is one and small enough. Throws an error that says so in the visitor's language.
  async function look(file) {
    const most = Number(words.most);
    if (file.size > most) {
      const sizes = { size: megabytes(file.size, Math.ceil), most: megabytes(most, Math.floor) };
      throw new Error(fill(words.tooLarge, { name: file.name, ...sizes }));
    }
    const address = URL.createObjectURL(file);
    try {
      const kind = await kindOf(file);
      const shown = Object.assign(new Image(), { src: address });
      await shown.decode();
      if (kind) return { address, file: new Blob([file], { type: kind }), width: shown.naturalWidth, height: shown.naturalHeight };
    } catch {
      // A folder, a file that is gone, or no picture: it comes to the same.
    }
    URL.revokeObjectURL(address);
    throw new Error(fill(words.noPicture, { name: file.name }));
  }

  // What stands in the form for a picture: the number of an upload, or the picture itself.
  async function keep(file) {
    if (words.uploads) {
      const request = { method: "POST", body: file, headers: { "HX-Request": "true" } };
      const reply = await fetch(`/console/pictures/${words.uploads}`, request).catch(() => null);
      if (reply?.status === 401) throw new Error(words.signedOut);
      const answer = await reply?.json().catch(() => null);
      if (!reply?.ok || !answer) throw new Error(answer?.message ?? document.body.dataset.failed);
      return answer.id;
    }
    return new Promise((done, fail) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result);
      reader.onerror = () => fail(reader.error);
      reader.readAsDataURL(file);
    });
  }

  class Place {
    constructor(root) {
      this.root = root;
      [this.image, this.value, this.name, this.note, this.problem, this.pick] = [
        "img", "[data-value]", "[data-file]", ".note", ".problem", "input[type=file]",
      ].map((one) => root.querySelector(one));
      this.turn = 0;
      this.file = null;
      this.taking = Promise.resolve(true);
      this.pick.addEventListener("change", () => {
        if (this.pick.files[0]) this.take(this.pick.files[0]);
        else this.pickAgain();
      });
      for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
        root.addEventListener(name, (event) => this.onDrag(event));
      }
    }

    onDrag(event) {
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      // Whoever moves from one part of the place to another has not left it.
      const isLeft = event.type === "dragleave" && !this.root.contains(event.relatedTarget);
      if (event.type === "drop" || isLeft) this.root.classList.remove("over");
      else this.root.classList.add("over");
      if (event.type !== "drop") return;
      const [file] = event.dataTransfer.files;
      if (file) this.take(file);
      else this.complain(words.noFile);
    }

    // Whether the form has the picture then. Of several that come one upon the other, the last one counts.
    take(file) {
      const turn = ++this.turn;
      this.problem.hidden = true;
      this.root.classList.add("busy");
      this.taking = (async () => {
        try {
          const picture = await look(file);
          const value = await keep(picture.file);
          if (turn === this.turn) this.show(file, picture, value);
          return true;
        } catch (error) {
          if (turn === this.turn) this.complain(error.message);
          return false;
        } finally {
          if (turn === this.turn) this.root.classList.remove("busy");
        }
      })();
    }

    show(file, { address, width, height }, value) {
      if (this.image.src.startsWith("blob:")) URL.revokeObjectURL(this.image.src);
      Object.assign(this.image, { src: address, alt: file.name, hidden: false });
      this.note.textContent = `${file.name} · ${width} × ${height}`;
      this.file = file;
      this.pickAgain();
      this.name.value = file.name;
      this.value.value = value;
      this.value.dispatchEvent(new Event("input", { bubbles: true }));
    }

    // What was there before stays.
    complain(text) {
      this.problem.textContent = this.value.value ? `${text} ${words.stays}` : text;
      this.problem.hidden = false;
      this.pickAgain();
    }

    // The field names the file that counts, however it came; the same one can be picked again after a failure.
    pickAgain() {
      const list = new DataTransfer();
      if (this.file) list.items.add(this.file);
      this.pick.files = list.files;
    }
  }
  const taken = places.map((root) => new Place(root));

  // A file that misses its place is not opened in the place of this page.
  for (const name of ["dragover", "drop"]) {
    document.addEventListener(name, (event) => {
      if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "none";
    });
  }

  // A submit waits for pictures that are on their way, and is not sent without them.
  let isWaiting = false;
  wish.addEventListener("htmx:confirm", (event) => {
    if (!wish.querySelector(".busy")) return;
    event.preventDefault();
    if (isWaiting) return;
    isWaiting = true;
    Promise.all(taken.map((place) => place.taking)).then((done) => {
      isWaiting = false;
      if (done.every(Boolean)) event.detail.issueRequest(true);
    });
  });
})();
