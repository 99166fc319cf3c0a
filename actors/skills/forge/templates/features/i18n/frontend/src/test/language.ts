/** Tests speak English, from before the first module that says something. */
import { speak } from '../i18n/begin';
import { en } from '../i18n/en';

speak('en', en);
