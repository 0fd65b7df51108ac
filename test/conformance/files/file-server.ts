/** Where the suite's URLs point: one path for every way in which a server may answer. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { smallJpeg, smallPage, twoPagePdf } from '../pages.ts';

const png = Buffer.from(smallPage, 'base64');

export interface FileServer {
  readonly url: string;
  close(): void;
}

export async function serveFiles(): Promise<FileServer> {
  const bodies: Readonly<Record<string, Buffer>> = {
    '/page.png': png,
    '/page.jpg': smallJpeg,
    '/report.pdf': twoPagePdf,
    '/without-extension': png,
    '/video.mp4': Buffer.from('no picture at all'),
    '/empty.png': Buffer.alloc(0),
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://files.test');
    if (pathname === '/moved.png') return void response.writeHead(302, { location: '/page.png' }).end();
    const body = bodies[pathname];
    if (body === undefined) return void response.writeHead(404).end('<html>not here</html>');
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
