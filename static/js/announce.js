/** Says something to people who listen to the page. */
export function announce(text) {
  const place = document.getElementById("announcements");
  if (place) place.textContent = text;
}
