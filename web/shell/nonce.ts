/** Styles are made in the browser; the page's policy lets in those that carry its nonce. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

/**
 * The widgets give it to most of their styles, and forget it for a few: that of a page that does not scroll under a
 * dialog is one. Whoever makes an element here is our own script, since nothing else is let in.
 */
const make = document.createElement.bind(document) as (name: string, options?: ElementCreationOptions) => HTMLElement;
document.createElement = ((name: string, options?: ElementCreationOptions) => {
  const made = make(name, options);
  if (name.toLowerCase() === 'style') made.nonce = nonce;
  return made;
}) as typeof document.createElement;
