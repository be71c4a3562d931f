"""What Python's protobuf makes of messages of editions 2023 and 2024: the same bytes as JSON, the same JSON as bytes.

`set FILE` compiles the protos with protoc. `samples SEED COUNT` prints random messages, one JSON object a line: the type, the
wire bytes (some altered the way other programs write them) and what protobuf reads from them, or that it refuses them.
`verify` reads lines of type, JSON and the bytes somebody made of it, and prints those that protobuf reads otherwise.
`serve SEED COUNT` is a grpcio server with reflection that checks each request against the samples and answers with them.
"""

import base64
import json
import math
import os
import random
import struct
import sys
import tempfile
from concurrent import futures

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message, message_factory
from google.protobuf.descriptor import FieldDescriptor as Field
from grpc_tools import protoc

PROTOS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "protos")
FILES = ["peers/e2023.proto", "peers/e2024.proto"]
TYPES = [
    *(f"peers.e2023.{name}" for name in ["Explicit", "Implicit", "Packed", "Expanded", "Delimited", "Maps", "Utf8", "Extended", "Whole"]),
    "peers.e2024.Everything",
    "peers.legacy.Old",
]
DEPTH = 3


def compiled():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "set")
        included = os.path.join(os.path.dirname(protoc.__file__), "_proto")
        asked = ["protoc", f"-I{PROTOS}", f"-I{included}", "--include_imports", "--include_source_info", f"-o{path}", *FILES]
        if protoc.main(asked) != 0:
            sys.exit("protoc refuses the protos")
        with open(path, "rb") as file:
            return file.read()


class Schema:
    def __init__(self):
        self.pool = descriptor_pool.Default()
        files = descriptor_pb2.FileDescriptorSet.FromString(compiled())
        for file in files.file:
            try:
                self.pool.FindFileByName(file.name)
            except KeyError:
                self.pool.Add(file)

    def message(self, name):
        return message_factory.GetMessageClass(self.pool.FindMessageTypeByName(name))

    def fields(self, of):
        """Those of its own, then its extensions, always in the same order."""
        extensions = self.pool.FindAllExtensions(of) if of.is_extendable else []
        return [*of.fields, *sorted(extensions, key=lambda extension: extension.number)]


def bits(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


INT32 = [0, 1, -1, 127, 128, 2**31 - 1, -(2**31)]
INT64 = [*INT32, 2**53 + 1, 2**63 - 1, -(2**63)]
UINT32 = [0, 1, 300, 2**31, 2**32 - 1]
UINT64 = [*UINT32, 2**53 + 1, 2**64 - 1]
DOUBLES = [0.0, -0.0, 1.5, -2.25, 1e300, 5e-324, 1 / 3, math.inf, -math.inf, math.nan, 1e16, 123456789012345680.0]
FLOATS = [0.0, -0.0, 0.5, -1.25, bits(0.1), bits(1.5e38), bits(1.1754943508222875e-38), math.inf, -math.inf, math.nan]
STRINGS = ["", "a", "héj", "\u2028\U0001f600", 'quote " \\ \n\t\x01', "x" * 200]
BYTES = [b"", b"\0", b"\xff\xfe\x00", bytes(range(64)), b"abcd?>"]

VALUES = {
    Field.TYPE_DOUBLE: DOUBLES, Field.TYPE_FLOAT: FLOATS, Field.TYPE_BOOL: [False, True],
    Field.TYPE_STRING: STRINGS, Field.TYPE_BYTES: BYTES,
    **dict.fromkeys([Field.TYPE_INT32, Field.TYPE_SINT32, Field.TYPE_SFIXED32], INT32),
    **dict.fromkeys([Field.TYPE_INT64, Field.TYPE_SINT64, Field.TYPE_SFIXED64], INT64),
    **dict.fromkeys([Field.TYPE_UINT32, Field.TYPE_FIXED32], UINT32),
    **dict.fromkeys([Field.TYPE_UINT64, Field.TYPE_FIXED64], UINT64),
}


class Maker:
    """Random messages of any type."""

    def __init__(self, schema, seed):
        self.schema = schema
        self.random = random.Random(seed)

    def scalar(self, field):
        if field.type == Field.TYPE_ENUM:
            return self.random.choice(field.enum_type.values).number
        return self.random.choice(VALUES[field.type])

    def fill(self, into, depth=0):
        of = into.DESCRIPTOR
        if self.well_known(into):
            return into
        for field in self.schema.fields(of):
            if self.random.random() < (0.4 if depth == 0 else 0.7):
                continue
            if field.message_type is not None and depth >= DEPTH:
                continue
            self.field(into, field, depth)
        return into

    def field(self, into, field, depth):
        times = self.random.randrange(4)
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            key, value = field.message_type.fields_by_number[1], field.message_type.fields_by_number[2]
            target = getattr(into, field.name)
            for _ in range(times):
                if value.message_type is not None:
                    self.fill(target[self.scalar(key)], depth + 1)
                else:
                    target[self.scalar(key)] = self.scalar(value)
        elif field.is_repeated:
            target = into.Extensions[field] if field.is_extension else getattr(into, field.name)
            for _ in range(times):
                if field.message_type is not None:
                    self.fill(target.add(), depth + 1)
                else:
                    target.append(self.scalar(field))
        elif field.message_type is not None:
            target = into.Extensions[field] if field.is_extension else getattr(into, field.name)
            target.SetInParent()
            self.fill(target, depth + 1)
        elif field.is_extension:
            into.Extensions[field] = self.scalar(field)
        else:
            setattr(into, field.name, self.scalar(field))

    def well_known(self, into):
        name = into.DESCRIPTOR.full_name
        if name in ("google.protobuf.Timestamp", "google.protobuf.Duration"):
            into.seconds = self.random.choice([0, 1, 1_700_000_000])
            into.nanos = self.random.choice([0, 1, 120_000_000])
        elif name == "google.protobuf.Struct":
            into.update({"a": 1.5, "b": [True, None, "x"], "c": {"d": "e"}})
        elif name == "google.protobuf.Int64Value":
            into.value = self.random.choice(INT64)
        return name.startswith("google.protobuf.")


def varint(number):
    number &= 2**64 - 1
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def tag(number, wire_type):
    return varint(number << 3 | wire_type)


def delimited(number, payload):
    return tag(number, 2) + varint(len(payload)) + payload


class Alterer:
    """The same fields as other programs write them, and fields that are none: appended, so that protobuf merges."""

    def __init__(self, schema, seed):
        self.schema = schema
        self.random = random.Random(seed)

    def altered(self, of, wire):
        fields = self.schema.fields(of)
        chosen = self.random.sample(fields, min(len(fields), self.random.randrange(1, 4)))
        # What is no text comes last: protobuf refuses it even where something else takes its place, and we show what counts.
        return wire + b"".join(sorted((self.piece(field) for field in chosen), key=lambda piece: b"\xff\xfe" in piece or b"\xed\xa0" in piece))

    def piece(self, field):
        number, numbers = field.number, [99, 2, 0, -3, 5, 2**33 + 2, 1, 9]
        self.random.shuffle(numbers)
        if self.random.random() < 0.1:
            return tag(number + 1000, 0) + varint(7)
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            value = field.message_type.fields_by_number[2]
            key = field.message_type.fields_by_number[1]
            inner = delimited(1, b"k") if key.type == Field.TYPE_STRING else tag(1, 5) + b"\1\0\0\0" if key.type == Field.TYPE_FIXED32 else tag(1, 0) + b"\1"
            if value.type == Field.TYPE_ENUM:
                inner += tag(2, 0) + varint(numbers[0])
            elif value.type == Field.TYPE_STRING:
                inner += delimited(2, self.random.choice([b"ok", b"\xff\xfe"]))
            return delimited(number, inner)
        if field.message_type is not None:
            if self.random.random() < 0.5:
                return tag(number, 3) + tag(number, 4)
            return delimited(number, b"")
        if field.type == Field.TYPE_ENUM:
            if self.random.random() < 0.5:
                return delimited(number, b"".join(varint(n) for n in numbers[:4]))
            return b"".join(tag(number, 0) + varint(n) for n in numbers[: self.random.randrange(1, 4)])
        if field.type in (Field.TYPE_STRING, Field.TYPE_BYTES):
            return delimited(number, self.random.choice([b"", b"abc", b"\xff\xfe", b"\xed\xa0\x80"]))
        if field.type in (Field.TYPE_DOUBLE, Field.TYPE_FIXED64, Field.TYPE_SFIXED64):
            raw = struct.pack("<d", self.random.choice([0.0, 2.5, -0.0]))
            return delimited(number, raw * 2) if self.random.random() < 0.5 else tag(number, 1) + raw
        if field.type in (Field.TYPE_FLOAT, Field.TYPE_FIXED32, Field.TYPE_SFIXED32):
            raw = struct.pack("<f", self.random.choice([0.0, 2.5]))
            return delimited(number, raw * 2) if self.random.random() < 0.5 else tag(number, 5) + raw
        if self.random.random() < 0.5:
            return delimited(number, b"".join(varint(n) for n in numbers[:3]))
        return tag(number, 0) + varint(numbers[0])


def has_bad_text(value):
    """Unverified strings with bytes that are no text; protobuf has no JSON for them."""
    for field, content in value.ListFields():
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            items = [*content.keys(), *content.values()]
        else:
            items = content if field.is_repeated else [content]
        for item in items:
            if isinstance(item, message.Message):
                if has_bad_text(item):
                    return True
            elif field.type in (Field.TYPE_STRING, Field.TYPE_MESSAGE) and isinstance(item, bytes) and field.type != Field.TYPE_BYTES:
                if field.type == Field.TYPE_STRING or field.message_type.fields_by_number[2].type != Field.TYPE_BYTES:
                    return True
    return False


def samples(schema, seed, count):
    maker, alterer = Maker(schema, seed), Alterer(schema, seed + 1)
    for at in range(count):
        name = TYPES[at % len(TYPES)]
        of = schema.message(name)
        made = maker.fill(of())
        wire = made.SerializeToString(deterministic=True)
        if at // len(TYPES) % 2:
            wire = alterer.altered(of.DESCRIPTOR, wire)
        yield name, of, wire


def has_json(of, wire):
    try:
        return not has_bad_text(of.FromString(wire))
    except message.DecodeError:
        return False


def as_json(value, defaults=False):
    return without_empty_extensions(json_format.MessageToDict(value, always_print_fields_with_no_presence=defaults))


def without_empty_extensions(value):
    """A repeated extension of which only unknown numbers of a closed enum came is an empty list here and is not there elsewhere."""
    if isinstance(value, list):
        return [without_empty_extensions(item) for item in value]
    if isinstance(value, dict):
        return {key: without_empty_extensions(item) for key, item in value.items() if item != [] or not key.startswith("[")}
    return value


def print_samples(schema, seed, count):
    for name, of, wire in samples(schema, seed, count):
        told = {"type": name, "wire": base64.b64encode(wire).decode()}
        try:
            value = of.FromString(wire)
            if has_bad_text(value):
                told["not_text"] = True
            else:
                told["json"] = as_json(value)
                told["with_defaults"] = as_json(value, True)
        except message.DecodeError:
            told["refused"] = True
        print(json.dumps(told))


def verify(schema):
    for line in sys.stdin:
        told = json.loads(line)
        of = schema.message(told["type"])
        try:
            wanted = json_format.ParseDict(told["json"], of(), descriptor_pool=schema.pool)
            read = of.FromString(base64.b64decode(told["wire"]))
        except (json_format.ParseError, message.DecodeError) as error:
            print(f"{told['type']} {json.dumps(told['json'])}: {error}")
            continue
        if read.SerializeToString(deterministic=True) != wanted.SerializeToString(deterministic=True):
            print(f"{told['type']} {json.dumps(told['json'])}: read as {json.dumps(as_json(read))}")


def serve(schema, seed, count):
    import grpc
    from grpc_reflection.v1alpha import reflection

    def behaviour(name):
        of = schema.message(name)

        def exchange(requests, context):
            mine = [wire for kind, of, wire in samples(schema, seed, count) if kind == name and has_json(of, wire)]
            for at, request in enumerate(requests):
                wanted = of.FromString(mine[at])
                wanted.DiscardUnknownFields()
                if of.FromString(request).SerializeToString(deterministic=True) != wanted.SerializeToString(deterministic=True):
                    context.abort(grpc.StatusCode.DATA_LOSS, f"message {at} came as {as_json(of.FromString(request))}")
                yield wanted.SerializeToString()

        return exchange

    services = {"peers.e2023.Echo": "peers.e2023.Whole", "peers.e2024.Echo": "peers.e2024.Everything"}
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
    for service, name in services.items():
        handler = grpc.stream_stream_rpc_method_handler(behaviour(name))
        server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(service, {"Exchange": handler})])
    reflection.enable_server_reflection([*services, reflection.SERVICE_NAME], server, schema.pool)
    print(json.dumps({"port": server.add_insecure_port("127.0.0.1:0")}), flush=True)
    server.start()
    sys.stdin.read()
    server.stop(None)


def main():
    command, rest = sys.argv[1], sys.argv[2:]
    if command == "set":
        with open(rest[0], "wb") as file:
            file.write(compiled())
        return
    schema = Schema()
    if command == "samples":
        print_samples(schema, int(rest[0]), int(rest[1]))
    elif command == "verify":
        verify(schema)
    else:
        serve(schema, int(rest[0]), int(rest[1]))


main()
