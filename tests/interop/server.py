"""The service of gRPC's interoperability tests by grpcio, in plaintext and with TLS, compression by gzip when asked.

It prints its ports as one JSON object on stdout and ends when its stdin does.
Arguments: descriptor set, certificate, key.
"""

import json
import sys
import time
from concurrent import futures

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

INITIAL = "x-grpc-test-echo-initial"
TRAILING = "x-grpc-test-echo-trailing-bin"
SERVICE = "grpc.testing.TestService"


class TestService:
    def __init__(self, pool):
        self.pool = pool

    def message(self, name):
        return message_factory.GetMessageClass(self.pool.FindMessageTypeByName(f"grpc.testing.{name}"))

    def payload(self, size):
        return self.message("Payload")(body=bytes(size))

    def echo_metadata(self, context):
        for key, value in context.invocation_metadata():
            if key == INITIAL:
                context.send_initial_metadata([(key, value)])
            elif key == TRAILING:
                context.set_trailing_metadata([(key, value)])

    @staticmethod
    def check_status(request, context):
        if request.HasField("response_status") and request.response_status.code:
            code = next(code for code in grpc.StatusCode if code.value[0] == request.response_status.code)
            context.abort(code, request.response_status.message)

    def empty_call(self, request, context):
        return request

    def unary_call(self, request, context):
        if request.HasField("response_compressed"):
            context.set_compression(grpc.Compression.Gzip)
            if not request.response_compressed.value:
                context.disable_next_message_compression()
        self.echo_metadata(context)
        self.check_status(request, context)
        return self.message("SimpleResponse")(payload=self.payload(request.response_size))

    def answers(self, request, context):
        for wanted in request.response_parameters:
            time.sleep(wanted.interval_us / 1e6)
            if wanted.HasField("compressed") and not wanted.compressed.value:
                context.disable_next_message_compression()
            yield self.message("StreamingOutputCallResponse")(payload=self.payload(wanted.size))

    def streaming_output_call(self, request, context):
        if any(wanted.HasField("compressed") for wanted in request.response_parameters):
            context.set_compression(grpc.Compression.Gzip)
        yield from self.answers(request, context)

    def streaming_input_call(self, requests, context):
        size = sum(len(request.payload.body) for request in requests)
        return self.message("StreamingInputCallResponse")(aggregated_payload_size=size)

    def full_duplex_call(self, requests, context):
        self.echo_metadata(context)
        for request in requests:
            self.check_status(request, context)
            yield from self.answers(request, context)


def handlers(pool):
    service = TestService(pool)
    methods = {
        "EmptyCall": (grpc.unary_unary_rpc_method_handler, service.empty_call),
        "UnaryCall": (grpc.unary_unary_rpc_method_handler, service.unary_call),
        "StreamingOutputCall": (grpc.unary_stream_rpc_method_handler, service.streaming_output_call),
        "StreamingInputCall": (grpc.stream_unary_rpc_method_handler, service.streaming_input_call),
        "FullDuplexCall": (grpc.stream_stream_rpc_method_handler, service.full_duplex_call),
    }
    described = pool.FindServiceByName(SERVICE)
    made = {}
    for name, (make, act) in methods.items():
        method = described.FindMethodByName(name)
        request = message_factory.GetMessageClass(method.input_type)
        response = message_factory.GetMessageClass(method.output_type)
        made[name] = make(act, request.FromString, response.SerializeToString)
    return grpc.method_handlers_generic_handler(SERVICE, made)


def main():
    descriptor_set, certificate, key = sys.argv[1:4]
    pool = descriptor_pool.DescriptorPool()
    files = descriptor_pb2.FileDescriptorSet()
    with open(descriptor_set, "rb") as file:
        files.ParseFromString(file.read())
    for file in files.file:
        pool.Add(file)
    with open(key, "rb") as key_file, open(certificate, "rb") as certificate_file:
        pair = (key_file.read(), certificate_file.read())
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=16))
    server.add_generic_rpc_handlers((handlers(pool),))
    ports = {
        "plaintext": server.add_insecure_port("127.0.0.1:0"),
        "tls": server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([pair])),
    }
    server.start()
    print(json.dumps(ports), flush=True)
    sys.stdin.buffer.read()
    server.stop(None)


if __name__ == "__main__":
    main()
