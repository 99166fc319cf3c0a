/** Switches between light and dark. */
import { useState } from 'react';
import { Icon } from './Icon';
import { chooseTheme, chosenTheme } from './theme';

export function ThemeToggle() {
  const [theme, setTheme] = useState(chosenTheme);
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <button
      type="button"
      className="icon-button"
<% if on.i18n %>
      aria-label={other === 'dark' ? t('app.useDarkTheme') : t('app.useLightTheme')}
<% else %>
      aria-label={`Use the ${other} theme`}
<% endif %>
      onClick={() => {
        chooseTheme(other);
        setTheme(other);
      }}
    >
      <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
    </button>
  );
}
