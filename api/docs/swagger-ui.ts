import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import express, { type Router } from 'express';
import { page } from './html.js';

const SCRIPT = `window.onload = () => {
  window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#reference', deepLinking: true });
};
`;

/** `/docs`: the reference to click through, from our own files, for networks that reach no other. */
export function swaggerUi(): Router {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const html = page(
    'Huiying API',
    '<link rel="stylesheet" href="/docs/assets/swagger-ui.css"><div id="reference"></div><script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script>',
  ).replace('max-width:52rem', 'max-width:90rem');
  const router = express.Router();
  router.get('/docs', (_request, response) => {
    response.type('html').send(html);
  });
  router.get('/docs/start.js', (_request, response) => {
    response.type('text/javascript').send(SCRIPT);
  });
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
    router.get(`/docs/assets/${file}`, (_request, response) => {
      response.sendFile(file, { root: folder, maxAge: '1h' });
    });
  }
  return router;
}
