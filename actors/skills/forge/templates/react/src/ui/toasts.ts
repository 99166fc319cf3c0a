/** Short notices that something was done. */
import { createContext, useContext } from 'react';

export type Notify = (message: string) => void;

export const ToastContext = createContext<Notify | null>(null);

export function useToast(): Notify {
  const notify = useContext(ToastContext);
  if (!notify) throw new Error('useToast needs a ToastProvider above it');
  return notify;
}
