import { useEffect } from 'react';
import type { FormHandle } from '../forms/action-form.js';

/** Wherever the focus is: who works through a pile does not look for the button. */
export function useSubmitFromAnywhere(handle: { readonly current: FormHandle | null }): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      if (event.defaultPrevented || document.querySelector('[role=dialog][aria-modal=true]')) return;
      event.preventDefault();
      handle.current?.submit();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [handle]);
}
