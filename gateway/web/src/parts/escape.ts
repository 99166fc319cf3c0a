// Escape closes what it is pressed in, and nothing around it.

export const onEscape = (close: () => void) => (element: HTMLElement) => {
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };
  element.addEventListener('keydown', press);
  return () => element.removeEventListener('keydown', press);
};
