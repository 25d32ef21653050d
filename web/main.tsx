import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './shell/app.js';
import { startWords } from './words/i18n.js';
import './shell/console.css';

const place = document.getElementById('console');
if (place) {
  await startWords();
  createRoot(place).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
