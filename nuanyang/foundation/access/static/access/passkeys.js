// Says on the page that a passkey could not be read; the library only writes it to the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const notice of document.querySelectorAll("[data-passkey-error]")) notice.hidden = false;
});
