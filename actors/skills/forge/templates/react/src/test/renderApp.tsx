/** Shows the application at an address, as the browser would. */
import { render } from '@testing-library/react';
import { MemoryRouter, useLocation } from 'react-router-dom';
import { App } from '../app/App';
import { Providers } from '../app/Providers';

export function renderApp(address: string) {
  return render(
    <MemoryRouter initialEntries={[address]}>
      <Providers>
        <App />
      </Providers>
      <Address />
    </MemoryRouter>,
  );
}

/** Where the application is, for tests to look at. */
function Address() {
  const { pathname, search } = useLocation();
  return <output data-testid="address">{`${pathname}${search}`}</output>;
}
