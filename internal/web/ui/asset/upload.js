// Sends files as soon as they are chosen, in pieces: a cut network goes on where it was,
// and a photo is made smaller first. Without this the form sends them as they are.
const PIECE = 256 * 1024;
const SIDE = 2048; // the longest side of a photo, in pixels
const ENOUGH = 400 * 1024; // bytes of a photo that can be read
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

async function smaller(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < ENOUGH) return file;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  const canvas = document.createElement("canvas");
  const paper = canvas.getContext("2d");
  let blob = null;
  // Coarser before smaller: letters stay readable longest.
  for (const [side, quality] of [[SIDE, 0.8], [SIDE, 0.65], [SIDE, 0.5], [1600, 0.5]]) {
    const part = Math.min(1, side / Math.max(picture.width, picture.height));
    [canvas.width, canvas.height] = [Math.round(picture.width * part), Math.round(picture.height * part)];
    paper.fillStyle = "#fff"; // what is clear in a picture would else be black
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (!blob || blob.size <= ENOUGH) break;
  }
  return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
}

async function send(file, tell, again = true) {
  const begun = await fetch("/uploads", { method: "POST", headers: { "Upload-Length": file.size, "X-Name": encodeURIComponent(file.name) } });
  if (begun.status !== 201) throw Object.assign(new Error(await begun.text()), { judged: [413, 422, 429].includes(begun.status) });
  const at = begun.headers.get("Location");
  for (let offset = 0, tries = 0; ; ) {
    tell(offset / file.size);
    try {
      const answer = await fetch(at, {
        method: "PATCH",
        headers: { "Upload-Offset": offset, "Content-Type": "application/partial-upload" },
        body: file.slice(offset, offset + PIECE),
      });
      if (answer.status === 200) return answer.json();
      if (answer.status === 422 || answer.status === 413) throw Object.assign(new Error(await answer.text()), { judged: true });
      if (answer.status !== 204) throw new Error(String(answer.status));
      offset = Number(answer.headers.get("Upload-Offset"));
      tries = 0;
    } catch (e) {
      if (e.judged || ++tries > 20) throw e;
      await wait(Math.min(8000, 250 * 2 ** tries));
      const asked = await fetch(at, { method: "HEAD" }).catch(() => null);
      // The house knows it no more, or has all of it and its answer was lost: once more.
      if (asked?.status === 404) return again ? send(file, tell, false) : Promise.reject(e);
      if (asked?.ok) offset = Number(asked.headers.get("Upload-Offset"));
    }
  }
}

// A form that is sent too early waits for what is on its way.
const under = new Map();
function later(form) {
  if (under.has(form)) return;
  under.set(form, { left: 0, by: null });
  form.addEventListener("submit", (event) => {
    const now = under.get(form);
    if (!now.left) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    now.by = event.submitter;
  });
}

for (const input of document.querySelectorAll("input[type=file][data-upload]")) {
  input.addEventListener("change", async () => {
    const { form, name } = input;
    later(form);
    under.get(form).left++;
    const files = [...input.files];
    input.value = "";
    for (const chosen of files) {
      const line = document.createElement("p");
      const bar = document.createElement("progress");
      const words = document.createElement("span");
      line.className = "upload";
      line.setAttribute("role", "status");
      words.textContent = chosen.name + " ";
      bar.max = 1;
      bar.setAttribute("aria-label", chosen.name);
      line.append(words, bar);
      input.before(line);
      try {
        const file = await send(await smaller(chosen), (part) => (bar.value = part));
        const sent = document.createElement("input");
        [sent.type, sent.name, sent.value] = ["hidden", name + "-sent", file.file];
        form.append(sent);
        words.textContent = chosen.name + " · " + file.said;
      } catch (e) {
        words.textContent = chosen.name + " · " + (e.judged ? e.message : input.dataset.upload);
        line.classList.add("upload--failed");
        // Whoever pressed "go on" meanwhile must see that it goes on without this file.
        under.get(form).by = null;
        line.tabIndex = -1;
        line.focus();
      }
      bar.remove();
    }
    const now = under.get(form);
    if (!--now.left && now.by) form.requestSubmit(now.by);
  });
}
