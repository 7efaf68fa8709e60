import { exports } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';

const fetchPath = (path: string, init: RequestInit = {}) =>
  exports.default.fetch(new Request(`https://docs.example.com${path}`, init));

describe('requests for other paths than the web app’s files', () => {
  test.each([
    '/assets/none.js',
    '/assets/index-OLDHASH0.css',
    '/assets/',
    '/robots.txt',
    '/sw.js',
    '/manifest.webmanifest',
    '/.env',
    '/wp-login.php',
    '/d/x.map',
  ])('%s is 404, plain, and kept by nobody', async (path) => {
    const response = await fetchPath(path);
    expect(response.status).toBe(404);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(response.headers.get('Content-Type')).toMatch(/^text\/plain/);
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
  });

  test.each(['/', '/d/somewhere', `/l/${'a'.repeat(22)}.${'b'.repeat(43)}`, '/settings/sessions'])(
    '%s is the app’s page',
    async (path) => {
      const response = await fetchPath(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('Content-Type')).toMatch(/^text\/html/);
    },
  );

  test('the API answers for itself', async () => {
    const response = await fetchPath('/v1/nothing');
    expect(response.status).toBe(404);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  });

  test('a page takes no writes', async () => {
    const response = await fetchPath('/d/somewhere', { method: 'POST', body: 'x' });
    expect(response.status).toBe(405);
    expect(response.headers.get('Allow')).toBe('GET, HEAD');
  });
});
