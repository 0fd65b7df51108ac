"""PaddleOCR MCP as it is now: its server over stdio, asked by an MCP client."""

import asyncio
import os
import sys
from pathlib import Path

from checks import IMAGE, PDF, URL, check_async, report
from fastmcp import Client
from fastmcp.client.transports import StdioTransport

environment = {
    **os.environ,
    "PADDLEOCR_MCP_MODEL": "PaddleOCR-VL-1.6",
    "PADDLEOCR_MCP_PPOCR_SOURCE": "self_hosted",
    "PADDLEOCR_MCP_SELF_HOSTED_BASE_URL": URL,
}
command = str(Path(sys.executable).with_name("paddleocr_mcp"))


async def main():
    async with Client(StdioTransport(command=command, args=[], env=environment)) as client:
        report("the tool is there", "paddleocr_vl" in [tool.name for tool in await client.list_tools()])

        async def ask(**arguments):
            result = await client.call_tool("paddleocr_vl", arguments)
            return "\n".join(getattr(part, "text", part.type) for part in result.content)

        await check_async("a picture", lambda: ask(input_data=IMAGE))
        await check_async("a PDF", lambda: ask(input_data=PDF, file_type="pdf"))
        await check_async("pictures of the page", lambda: ask(input_data=IMAGE), holds=("image",))
        await check_async("no pictures", lambda: ask(input_data=IMAGE, return_images=False))
        await check_async("in detail", lambda: ask(input_data=IMAGE, output_mode="detailed"))
        await check_async(
            "runtime parameters",
            lambda: ask(
                input_data=IMAGE,
                runtime_params={"use_layout_detection": True, "layout_threshold": 0.3, "temperature": 0.1},
            ),
        )


asyncio.run(main())
