/** The languages to choose from, each as those who speak it call it. */
import { useEffect } from 'react';
import { useAuth } from '../../auth/AuthContext';
import { isLanguage, keepLanguage, languages } from '../../i18n/languages';
import { language } from '../../i18n/texts';
import { useToast } from '../../ui/toasts';
import { readLanguage, saveLanguage } from './api';
import { showAnew } from './showAnew';

export function LanguageSwitch() {
  const { user } = useAuth();
  const notify = useToast();
  useAccountLanguage(user?.id);

  const choose = async (code: string) => {
    if (!isLanguage(code)) return;
    const isKept = keepLanguage(code);
    try {
      if (user) await saveLanguage(code);
    } catch {
      notify('The choice of language is kept here, but could not be kept with your account.');
    }
    if (isKept) showAnew();
  };

  return (
    <label className="language-switch">
      <span className="visually-hidden">Language</span>
      <select
        value={language()}
        onChange={(event) => {
          void choose(event.target.value);
        }}
      >
        {languages.map(({ code, name }) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Whoever signs in on another device finds the language that they chose. */
function useAccountLanguage(account: string | number | undefined) {
  useEffect(() => {
    if (account === undefined) return;
    let isAwaited = true;
    readLanguage()
      .then(({ language: chosen }) => {
        if (!isAwaited || !isLanguage(chosen) || chosen === language()) return;
        if (keepLanguage(chosen)) showAnew();
      })
      .catch(() => {
        // What is shown stays: nothing is lost but the choice of another device.
      });
    return () => {
      isAwaited = false;
    };
  }, [account]);
}
