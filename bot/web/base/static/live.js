// Puts parts of a page that the server sends by itself into the elements that name their address.
for (const box of document.querySelectorAll("[data-live]")) {
  const source = new EventSource(box.dataset.live);
  source.addEventListener("progress", (event) => { box.innerHTML = event.data; });
  source.addEventListener("done", () => { source.close(); location.reload(); });
}
