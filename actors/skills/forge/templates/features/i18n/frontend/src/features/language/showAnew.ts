/** Texts are looked up as the page is built, so that another language builds it anew. */
export function showAnew(): void {
  window.location.reload();
}
