"""A grpcio server for the sample protos: methods of all four kinds, reflection, health, channelz, rich errors, gzip, TLS.

It knows the messages from a descriptor set alone and shares no code with the sample server. It prints its port as one
JSON object on stdout and ends when its stdin does.
"""

import argparse
import json
import sys
import threading
import time
from concurrent import futures

import grpc
from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, message_factory
from google.rpc import error_details_pb2, status_pb2
from grpc_channelz.v1 import channelz
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection
from grpc_status import rpc_status

STATES = range(1, 7)


class Schema:
    """The sample protos, loaded beside those that the packages bring along."""

    def __init__(self, path):
        self.pool = descriptor_pool.Default()
        files = descriptor_pb2.FileDescriptorSet()
        with open(path, "rb") as file:
            files.ParseFromString(file.read())
        self.loaded = []
        for file in files.file:
            try:
                self.pool.FindFileByName(file.name)
            except KeyError:
                self.pool.Add(file)
                self.loaded.append(file)

    def services(self):
        return [self.pool.FindServiceByName(f"{file.package}.{service.name}") for file in self.loaded for service in file.service]

    def message(self, name):
        return message_factory.GetMessageClass(self.pool.FindMessageTypeByName(name))


def abort(context, code, message, *details):
    status = status_pb2.Status(code=code.value[0], message=message)
    for detail in details:
        status.details.add().Pack(detail)
    context.abort_with_status(rpc_status.to_status(status))


class Behaviour:
    """What the methods do, by the path of the method; the others are UNIMPLEMENTED."""

    def __init__(self, schema):
        self.schema = schema
        self.methods = {
            "shop.v1.Accounts/GetAccount": self.get_account,
            "shop.v1.Accounts/CreateAccount": self.create_account,
            "shop.v1.Orders/WatchOrder": self.watch_order,
            "shop.v1.Orders/FollowOrders": self.follow_orders,
            "fleet.v1.Telemetry/UploadReadings": self.upload_readings,
            "fleet.v1.Drivers/Track": self.track,
            "samples.v1.Everything/Echo": lambda request, context: request,
            "samples.v1.Everything/EchoServerStream": self.echo_server_stream,
            "samples.v1.Everything/EchoClientStream": self.echo_client_stream,
            "samples.v1.Everything/EchoBidi": lambda requests, context: requests,
            "samples.v1.Everything/EchoLegacy": lambda request, context: request,
            "samples.v1.Everything/Nothing": lambda request, context: request,
            "samples.v1.Faults/FailWith": self.fail_with,
            "samples.v1.Faults/FailWithServerStream": self.fail_with_server_stream,
            "samples.v1.Faults/Stall": self.stall,
            "samples.v1.Faults/StallServerStream": self.stall_server_stream,
            "samples.v1.Faults/EchoMetadata": self.echo_metadata,
            "samples.v1.Faults/Compressed": self.compressed,
        }

    def get_account(self, request, context):
        if request.id != "acc-1001":
            resource = error_details_pb2.ResourceInfo(resource_type="account", resource_name=request.id)
            abort(context, grpc.StatusCode.NOT_FOUND, f'no account "{request.id}"', resource)
        account = self.schema.message("shop.v1.Account")(id=request.id, email="astrid@example.com", loyalty_points=2**63 + 1)
        account.create_time.FromJsonString("2026-01-05T09:30:00Z")
        account.addresses["home"].city = "Stockholm"
        account.card.last_four = "4242"
        return account

    def create_account(self, request, context):
        bad = error_details_pb2.BadRequest()
        if "@" not in request.email:
            bad.field_violations.add(field="email", description="must be an e-mail address")
        if not request.display_name:
            bad.field_violations.add(field="display_name", description="must not be empty")
        if bad.field_violations:
            abort(context, grpc.StatusCode.INVALID_ARGUMENT, "the account is not complete", bad)
        return self.schema.message("shop.v1.Account")(id="acc-1006", email=request.email, display_name=request.display_name)

    def watch_order(self, request, context):
        event = self.schema.message("shop.v1.OrderEvent")
        interval = request.interval.ToTimedelta().total_seconds()
        for sequence, state in enumerate(STATES, 1):
            yield event(sequence=sequence, order_id=request.id, state=state, text=f"event {sequence}")
            time.sleep(interval)

    def follow_orders(self, request, context):
        change = self.schema.message("shop.v1.OrderChange")
        seen = int(request.resume_token.removeprefix("chg-") or 0)
        while context.is_active():
            seen += 1
            yield change(token=f"chg-{seen}", order_id=f"ord-{1001 + seen % 6}")
            time.sleep(request.interval.ToTimedelta().total_seconds())

    def upload_readings(self, requests, context):
        summary = self.schema.message("fleet.v1.UploadSummary")()
        vans = set()
        for reading in requests:
            summary.accepted += 1
            vans.add(reading.van_id)
        summary.van_ids.extend(sorted(vans))
        return summary

    def track(self, requests, context):
        response = self.schema.message("fleet.v1.TrackResponse")
        for sequence, request in enumerate(requests, 1):
            answer = response(sequence=sequence)
            if request.WhichOneof("action") == "ping":
                answer.pong.text = request.ping.text
            else:
                answer.refused.reason = "only pings are answered here"
            yield answer

    def echo_server_stream(self, request, context):
        for _ in range(request.count or 3):
            yield request.message

    def echo_client_stream(self, requests, context):
        answer = self.schema.message("samples.v1.EchoClientStreamResponse")()
        answer.messages.extend(requests)
        answer.count = len(answer.messages)
        return answer

    def fail_with(self, request, context):
        self.fail(request, context)

    def fail_with_server_stream(self, request, context):
        reply = self.schema.message("samples.v1.FaultReply")
        for sequence in range(1, request.messages + 1):
            yield reply(sequence=sequence)
        self.fail(request, context)

    def fail(self, request, context):
        code = next(code for code in grpc.StatusCode if code.value[0] == request.code)
        known = ["error_info", "bad_request", "retry_info", "debug_info", "help", "localized_message"]
        details = [getattr(request, name) for name in known if request.HasField(name)]
        details += request.details
        status = status_pb2.Status(code=request.code, message=request.message)
        for detail in details:
            packed = detail
            if not isinstance(detail, any_pb2.Any):
                packed = any_pb2.Any()
                packed.Pack(detail)
            status.details.append(packed)
        if status.details:
            context.abort_with_status(rpc_status.to_status(status))
        context.abort(code, request.message)

    def stall(self, request, context):
        self.wait(request, context)
        return self.schema.message("samples.v1.FaultReply")()

    def stall_server_stream(self, request, context):
        reply = self.schema.message("samples.v1.FaultReply")
        for sequence in range(1, max(request.messages, 1) + 1):
            yield reply(sequence=sequence)
        self.wait(request, context)

    def wait(self, request, context):
        end = time.monotonic() + (request.duration.ToTimedelta().total_seconds() or 60)
        while context.is_active() and time.monotonic() < end:
            time.sleep(0.01)

    def echo_metadata(self, request, context):
        def value(entry):
            return entry.binary if entry.HasField("binary") else entry.text

        context.send_initial_metadata([(entry.key, value(entry)) for entry in request.headers])
        context.set_trailing_metadata([(entry.key, value(entry)) for entry in request.trailers])
        response = self.schema.message("samples.v1.EchoMetadataResponse")()
        for key, told in context.invocation_metadata():
            if isinstance(told, bytes):
                response.metadata.add(key=key, binary=told)
            else:
                response.metadata.add(key=key, text=told)
        return response

    def compressed(self, request, context):
        padding = b"\0" * request.response_size
        return self.schema.message("samples.v1.CompressedResponse")(padding=padding)


class Storm:
    """Calls of all four kinds that are held until they end, how many began and ended, and a stream of numbers."""

    def __init__(self):
        self.lock = threading.Lock()
        self.counts = {"began": 0, "ended": 0, "poured": 0}

    def count(self, what):
        with self.lock:
            self.counts[what] += 1

    def hold(self, context):
        over = threading.Event()

        def ended():
            self.count("ended")
            over.set()

        self.count("began")
        if not context.add_callback(ended):
            ended()
        over.wait(30)
        return b""

    def hold_stream(self, context):
        yield b"held"
        yield self.hold(context)

    def blast(self, requests):
        """Of storm.proto: each Ask has a varint in field 1, each Number a fixed32."""
        number = 0
        for request in requests:
            count = sum((byte & 0x7F) << (7 * at) for at, byte in enumerate(request[1:]))
            for _ in range(count):
                yield b"\x0d" + number.to_bytes(4, "little")
                number += 1

    def pour(self, request):
        for number in range(int(request)):
            self.count("poured")
            yield b"%d" % number

    def tell(self):
        with self.lock:
            return json.dumps(self.counts).encode()

    def handler(self):
        methods = {
            "Unary": grpc.unary_unary_rpc_method_handler(lambda request, context: self.hold(context)),
            "Pour": grpc.unary_stream_rpc_method_handler(lambda request, context: self.pour(request)),
            "ServerStream": grpc.unary_stream_rpc_method_handler(lambda request, context: self.hold_stream(context)),
            "ClientStream": grpc.stream_unary_rpc_method_handler(lambda requests, context: self.hold(context)),
            "Bidi": grpc.stream_stream_rpc_method_handler(lambda requests, context: self.hold_stream(context)),
            "Blast": grpc.stream_stream_rpc_method_handler(lambda requests, context: self.blast(requests)),
            "Counts": grpc.unary_unary_rpc_method_handler(lambda request, context: self.tell()),
        }
        return grpc.method_handlers_generic_handler("farcall.test.Storm", methods)


def handlers(schema, behaviour):
    makers = {
        (False, False): grpc.unary_unary_rpc_method_handler,
        (False, True): grpc.unary_stream_rpc_method_handler,
        (True, False): grpc.stream_unary_rpc_method_handler,
        (True, True): grpc.stream_stream_rpc_method_handler,
    }
    for service in schema.services():
        methods = {}
        for method in service.methods:
            act = behaviour.methods.get(f"{service.full_name}/{method.name}")
            if act is None:
                continue
            request = message_factory.GetMessageClass(method.input_type)
            response = message_factory.GetMessageClass(method.output_type)
            make = makers[(method.client_streaming, method.server_streaming)]
            methods[method.name] = make(act, request.FromString, response.SerializeToString)
        yield grpc.method_handlers_generic_handler(service.full_name, methods)


def listen(server, arguments):
    if not arguments.certificate:
        return server.add_insecure_port("127.0.0.1:0")

    def read(path):
        with open(path, "rb") as file:
            return file.read()

    clients = read(arguments.client_authority) if arguments.client_authority else None
    pair = (read(arguments.key), read(arguments.certificate))
    credentials = grpc.ssl_server_credentials([pair], clients, require_client_auth=clients is not None)
    return server.add_secure_port("127.0.0.1:0", credentials)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--descriptor-set", required=True)
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--client-authority")
    parser.add_argument("--max-connection-age-ms", type=int)
    parser.add_argument("--no-reflection", action="store_true")
    arguments = parser.parse_args()

    schema = Schema(arguments.descriptor_set)
    options = [("grpc.enable_channelz", 1)]
    if arguments.max_connection_age_ms:
        age = arguments.max_connection_age_ms
        options += [("grpc.max_connection_age_ms", age), ("grpc.max_connection_age_grace_ms", age // 4)]
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=32),
        compression=grpc.Compression.Gzip,
        options=options,
    )
    server.add_generic_rpc_handlers(tuple(handlers(schema, Behaviour(schema))))
    server.add_generic_rpc_handlers((Storm().handler(),))
    statuses = health.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(statuses, server)
    statuses.set("", health_pb2.HealthCheckResponse.SERVING)
    statuses.set("shop.v1.Accounts", health_pb2.HealthCheckResponse.SERVING)
    statuses.set("shop.v1.Orders", health_pb2.HealthCheckResponse.NOT_SERVING)
    channelz.add_channelz_servicer(server)
    if not arguments.no_reflection:
        # Channelz is served and not listed, as with many a server.
        names = [service.full_name for service in schema.services()]
        reflection.enable_server_reflection([*names, health.SERVICE_NAME, reflection.SERVICE_NAME], server)
    port = listen(server, arguments)
    server.start()
    print(json.dumps({"port": port}), flush=True)
    sys.stdin.buffer.read()
    server.stop(None)


if __name__ == "__main__":
    main()
