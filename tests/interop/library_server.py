"""The library service with server reflection, by grpcio or by grpclib.

It prints its port as one JSON object on stdout and ends when its stdin does.
Arguments: grpcio or grpclib, descriptor set.
"""

import asyncio
import json
import sys
from concurrent import futures

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

SERVICE = "library.v1.Shelves"


def read_pool(path):
    pool = descriptor_pool.DescriptorPool()
    files = descriptor_pb2.FileDescriptorSet()
    with open(path, "rb") as file:
        files.ParseFromString(file.read())
    for file in files.file:
        pool.Add(file)
    return pool


def message(pool, name):
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"library.v1.{name}"))


def found(pool, request):
    return message(pool, "FindResponse")(book=request.book, shelves=request.shelves)


def tell(port):
    print(json.dumps({"port": port}), flush=True)


def serve_grpcio(pool):
    import grpc
    from grpc_reflection.v1alpha import reflection

    find = grpc.unary_unary_rpc_method_handler(
        lambda request, context: found(pool, request),
        message(pool, "FindRequest").FromString,
        message(pool, "FindResponse").SerializeToString,
    )
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, {"Find": find}),))
    reflection.enable_server_reflection([SERVICE, reflection.SERVICE_NAME], server, pool=pool)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    tell(port)
    sys.stdin.buffer.read()
    server.stop(None)


async def serve_grpclib(pool):
    from grpclib.const import Cardinality, Handler
    from grpclib.reflection.service import ServerReflection
    from grpclib.server import Server

    class Shelves:
        async def find(self, stream):
            await stream.send_message(found(pool, await stream.recv_message()))

        def __mapping__(self):
            types = message(pool, "FindRequest"), message(pool, "FindResponse")
            return {f"/{SERVICE}/Find": Handler(self.find, Cardinality.UNARY_UNARY, *types)}

    server = Server(ServerReflection.extend([Shelves()], pool=pool))
    await server.start("127.0.0.1", 0)
    tell(server._server.sockets[0].getsockname()[1])
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)
    server.close()


def main():
    kind, descriptor_set = sys.argv[1:3]
    pool = read_pool(descriptor_set)
    if kind == "grpcio":
        serve_grpcio(pool)
    else:
        asyncio.run(serve_grpclib(pool))


if __name__ == "__main__":
    main()
