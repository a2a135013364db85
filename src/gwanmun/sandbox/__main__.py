"""`python -m gwanmun.sandbox --port N`: the sandbox by itself."""

import argparse
import asyncio
import sys

from gwanmun.sandbox.server import serve


async def _run(host: str, port: int) -> None:
    server = await serve(host, port)
    sys.stdout.write(f"시험용 서비스 (sandbox): http://{host}:{server.port}/v1\n")
    sys.stdout.flush()
    await server.serve_forever()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m gwanmun.sandbox", description="시험용 서비스 (sandbox upstream)")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    try:
        asyncio.run(_run(options.host, options.port))
    except KeyboardInterrupt:
        return 130
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
