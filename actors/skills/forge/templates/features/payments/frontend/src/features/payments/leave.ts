/** Leaves the product for another address; of its own, so that tests can watch it. */
export function leaveFor(url: string): void {
  window.location.assign(url);
}
