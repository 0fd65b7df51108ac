/** Which published clients are run, as their users install them, and the script that drives each. */
export interface RealClient {
  readonly name: string;
  /** For pip, pinned: a client that changes is looked at, not met by surprise. */
  readonly packages: readonly string[];
  /** Installed without what they depend on. */
  readonly bare?: readonly string[];
  /** Beside this file; prints a line of JSON per check. */
  readonly script: string;
}

/** They bring PaddleOCR and PaddleX along, of which only the request and response models are used. */
export const realClients: readonly RealClient[] = [
  { name: 'PaddleOCR MCP 0.8.5', packages: ['paddleocr-mcp==0.8.5'], script: 'paddleocr_mcp_new.py' },
  {
    name: 'PaddleOCR MCP 0.5.0',
    packages: ['paddleocr-mcp==0.5.0', 'fastmcp<3'],
    script: 'paddleocr_mcp_old.py',
  },
  {
    name: 'Open WebUI loader 0.12.4',
    packages: ['langchain-core', 'requests'],
    bare: ['open-webui==0.12.4'],
    script: 'open_webui_loader.py',
  },
  // 0.2 speaks to the cloud's jobs only.
  { name: 'LangChain loader 0.1.2', packages: ['langchain-paddleocr==0.1.2'], script: 'langchain_loader.py' },
];
