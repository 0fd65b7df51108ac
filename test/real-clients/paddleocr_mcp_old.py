"""PaddleOCR MCP as it was: other variables, other tool parameters."""

import asyncio
import os
import sys
from pathlib import Path

from checks import IMAGE, PDF, URL, check_async, report
from fastmcp import Client
from fastmcp.client.transports import StdioTransport

environment = {
    **os.environ,
    "PADDLEOCR_MCP_PIPELINE": "PaddleOCR-VL",
    "PADDLEOCR_MCP_PPOCR_SOURCE": "self_hosted",
    "PADDLEOCR_MCP_SERVER_URL": URL,
}
command = str(Path(sys.executable).with_name("paddleocr_mcp"))


async def main():
    async with Client(StdioTransport(command=command, args=[], env=environment)) as client:
        report("the tool is there", "paddleocr_vl" in [tool.name for tool in await client.list_tools()])

        async def ask(**arguments):
            result = await client.call_tool("paddleocr_vl", arguments)
            return "\n".join(getattr(part, "text", part.type) for part in result.content)

        await check_async("a picture", lambda: ask(input_data=IMAGE, file_type="image"))
        await check_async("a PDF", lambda: ask(input_data=PDF, file_type="pdf"))
        await check_async("in detail", lambda: ask(input_data=IMAGE, file_type="image", output_mode="detailed"))


asyncio.run(main())
