/** Every client that the suite speaks for. */
import type { Group } from '../case.ts';
import { dify } from './dify.ts';
import { openWebUi } from './open-webui.ts';
import { coze, intel, langchain, smallApps } from './others.ts';
import { paddleOcrMcp } from './paddleocr-mcp.ts';
import { ragflow } from './ragflow.ts';
import { weknora } from './weknora.ts';

export const clients: readonly Group[] = [
  paddleOcrMcp,
  openWebUi,
  dify,
  ragflow,
  weknora,
  coze,
  langchain,
  intel,
  smallApps,
];
