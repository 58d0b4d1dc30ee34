/**
 * A registry on this machine's loopback address that takes what vsce and ovsx would send, and keeps it from anywhere
 * else. It answers as far as the two ask: https://github.com/eclipse/openvsx, and the gallery's REST interface.
 */
import { createServer } from 'node:http';

/**
 * @returns {Promise<{url: string, sent: {path: string, body: Buffer}[], stop: () => Promise<void>}>} `sent` grows with
 *   each package that arrives
 */
export async function startRegistry() {
  const sent = [];
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const { pathname } = new URL(request.url, 'http://localhost');
      const [status, answer] = answerTo(request.method, pathname);
      if (status === 201) sent.push({ path: pathname, body });
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    sent,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Where the gallery's client finds its resources; the ids are those that the client looks for. */
const resources = [
  ['e11ea35a-16fe-4b80-ab11-c4cab88a0966', 'extensions'],
  ['a41192c8-9525-4b58-bc86-179fa549d80d', 'extensionsbyname'],
];

function answerTo(method, path) {
  if (method === 'OPTIONS') return [200, { value: resources.map(([id, name]) => resource(id, name)) }];
  if (method === 'POST') return [201, { namespaceUrl: '', name: 'palimpsest', namespace: 'palimpsest', version: '0' }];
  if (path === '/api/version') return [200, { version: '1.0.0' }];
  return [404, { message: 'There is nothing yet.' }];
}

function resource(id, name) {
  return {
    id,
    area: 'gallery',
    resourceName: name,
    routeTemplate: `_apis/{area}/{resource}/{publisherName}/{extensionName}`,
    resourceVersion: 2,
    minVersion: '1.0',
    maxVersion: '7.2',
    releasedVersion: '0.0',
  };
}
