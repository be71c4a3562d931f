"""What Python's protobuf makes of random messages of every field kind: bytes, JSON and text format, each way.

`samples SEED COUNT` prints random messages, one JSON object a line: type, wire bytes, JSON and text format of the same message.
`verify` reads lines of type, expected bytes, and the bytes or the text format somebody made of it; it prints those that say
another message. `table` reads lines of type and JSON text, and prints the bytes of each, or null where it is refused.
"""

import base64
import json
import math
import os
import random
import struct
import sys
import tempfile

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message, message_factory, text_format
from google.protobuf.descriptor import FieldDescriptor as Field
from grpc_tools import protoc

HERE = os.path.dirname(os.path.abspath(__file__))
ROOTS = [os.path.join(HERE, "protos"), os.path.join(HERE, "../../../core/src/message/samples")]
FILES = ["referee/proto2.proto", "referee/proto3.proto", "referee/edition2023.proto", "kinds.proto", "old.proto"]
TYPES = [f"referee.{name}.All" for name in ["proto2", "proto3", "edition2023"]]
DEPTH = 2


def compiled():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "set")
        included = os.path.join(os.path.dirname(protoc.__file__), "_proto")
        roots = [f"-I{root}" for root in [*ROOTS, included]]
        if protoc.main(["protoc", *roots, "--include_imports", f"-o{path}", *FILES]) != 0:
            sys.exit("protoc refuses the protos")
        with open(path, "rb") as file:
            return descriptor_pb2.FileDescriptorSet.FromString(file.read())


POOL = descriptor_pool.DescriptorPool()
for declared in compiled().file:
    POOL.Add(declared)


def of(name):
    return message_factory.GetMessageClass(POOL.FindMessageTypeByName(name))


def single(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


INT32 = [0, 1, -1, 127, 128, 2**31 - 1, -(2**31)]
INT64 = [*INT32, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63)]
UINT32 = [0, 1, 300, 2**31, 2**32 - 1]
UINT64 = [*UINT32, 2**53 + 1, 2**63, 2**64 - 1]
VALUES = {
    Field.TYPE_DOUBLE: [0.0, -0.0, 1.5, 1 / 3, 1e300, 1.7976931348623157e308, 5e-324, 1e16, 1e17, 1e-7, 123456789012345680.0, math.inf, -math.inf, math.nan],
    Field.TYPE_FLOAT: [0.0, -0.0, 0.5, *map(single, [0.1, 1.5e38, 3.4028234e38, 1.1754944e-38, 16777216.0, 1e10, 1e-7]), math.inf, -math.inf, math.nan],
    Field.TYPE_BOOL: [False, True],
    Field.TYPE_STRING: ["", "a", "héj", "\u2028\u202e\U0001f600", "quote \" ' \\ / \n\r\t\b\f\x00\x01\x7f", "<>&", "x" * 200],
    Field.TYPE_BYTES: [b"", b"\0", b"\xff\xfe\x00", bytes(range(256)), b"abcd?>", b"\"'\\"],
    **dict.fromkeys([Field.TYPE_INT32, Field.TYPE_SINT32, Field.TYPE_SFIXED32], INT32),
    **dict.fromkeys([Field.TYPE_INT64, Field.TYPE_SINT64, Field.TYPE_SFIXED64], INT64),
    **dict.fromkeys([Field.TYPE_UINT32, Field.TYPE_FIXED32], UINT32),
    **dict.fromkeys([Field.TYPE_UINT64, Field.TYPE_FIXED64], UINT64),
}
TIMES = [(0, 0), (1, 0), (-1, 500000000), (-62135596800, 0), (253402300799, 999999999), (1700000000, 1000), (1700000000, 120000000), (951782400, 1)]
SPANS = [(0, 0), (1, 500000000), (-1, -1), (0, -999999999), (315576000000, 0), (-315576000000, 0), (3, 10000)]
PATHS = ["a", "foo_bar", "a.b_c", "x1"]
FREE = [None, True, False, 0.0, -1.5, 1e300, "", "é\n", [], [1.0, "a", None], {}, {"a": {"b": [{}]}, "": 1.0}]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def message(self, kind, depth):
        made = of(kind)()
        descriptor = made.DESCRIPTOR
        if kind.startswith("google.protobuf."):
            return self.well_known(made, depth)
        chance = [0.12, 0.06, 0.03][depth]
        extensions = sorted(POOL.FindAllExtensions(descriptor), key=lambda extension: extension.number)
        for field in [*descriptor.fields, *extensions]:
            if self.random.random() < chance:
                self.set(made, field, depth)
        return made

    def set(self, made, field, depth):
        many = field.is_repeated
        kind = field.message_type
        at = (lambda: made.Extensions[field]) if field.is_extension else (lambda: getattr(made, field.name))
        if many and kind is not None and kind.GetOptions().map_entry:
            key, value = kind.fields_by_name["key"], kind.fields_by_name["value"]
            for _ in range(self.random.randrange(1, 3)):
                entry = self.scalar(key)
                if value.message_type is None:
                    at()[entry] = self.scalar(value)
                elif depth < DEPTH:
                    at()[entry].CopyFrom(self.message(value.message_type.full_name, depth + 1))
        elif kind is not None:
            if depth < DEPTH:
                for _ in range(self.random.randrange(1, 3) if many else 1):
                    (at().add() if many else at()).CopyFrom(self.message(kind.full_name, depth + 1))
                    if not many:
                        at().SetInParent()
        elif many:
            at().extend(self.scalar(field) for _ in range(self.random.randrange(1, 4)))
        elif field.is_extension:
            made.Extensions[field] = self.scalar(field)
        else:
            setattr(made, field.name, self.scalar(field))

    def scalar(self, field):
        if field.type == Field.TYPE_ENUM:
            is_open = field.containing_type.full_name.startswith("referee.") and not field.enum_type.is_closed
            extra = [99] if is_open and not field.enum_type.full_name.startswith("google.") else []
            return self.random.choice([*(value.number for value in field.enum_type.values), *extra])
        return self.random.choice(VALUES[field.type])

    def well_known(self, made, depth):
        name = made.DESCRIPTOR.name
        pick = self.random.choice
        if name in ("Timestamp", "Duration"):
            made.seconds, made.nanos = pick(TIMES if name == "Timestamp" else SPANS)
        elif name == "FieldMask":
            made.paths.extend(pick(PATHS) for _ in range(self.random.randrange(3)))
        elif name == "Struct":
            json_format.ParseDict(pick([value for value in FREE if isinstance(value, dict)]), made)
        elif name == "Value":
            json_format.ParseDict(pick(FREE), made)
        elif name == "ListValue":
            json_format.ParseDict(pick([value for value in FREE if isinstance(value, list)]), made)
        elif name == "Any":
            kinds = ["google.protobuf.Duration", "google.protobuf.Value", "google.protobuf.Int64Value", "google.protobuf.Empty"]
            within = pick([*kinds, TYPES[0], TYPES[1]])
            packed = self.message(within, min(depth + 1, DEPTH))
            made.type_url, made.value = "type.googleapis.com/" + within, packed.SerializeToString(deterministic=True)
        elif name != "Empty":
            made.value = self.scalar(made.DESCRIPTOR.fields_by_name["value"])
        return made


def as_json(made):
    return json_format.MessageToDict(made, descriptor_pool=POOL)


def print_samples(seed, count):
    maker = Maker(seed)
    for number in range(count):
        kind = TYPES[number % len(TYPES)]
        made = maker.message(kind, 0)
        wire = base64.b64encode(made.SerializeToString(deterministic=True)).decode()
        text = text_format.MessageToString(made, descriptor_pool=POOL, as_utf8=number % 2 == 0)
        print(json.dumps({"type": kind, "wire": wire, "json": as_json(made), "text": text}))


def canonical(made):
    """Entries of maps and what is packed in Any may stand in another order; NaN is no equal of itself."""
    return made.SerializeToString(deterministic=True)


def verify():
    for line in sys.stdin:
        told = json.loads(line)
        kind = of(told["type"])
        wanted = kind.FromString(base64.b64decode(told["expected"]))
        try:
            if "text" in told:
                read = text_format.Parse(told["text"], kind(), descriptor_pool=POOL)
            else:
                read = kind.FromString(base64.b64decode(told["wire"]))
        except (message.DecodeError, text_format.ParseError) as error:
            print(f"{told['type']} {told['how']}: {error}")
            continue
        if canonical(read) != canonical(wanted) and json.dumps(as_json(read), sort_keys=True) != json.dumps(as_json(wanted), sort_keys=True):
            print(f"{told['type']} {told['how']}: {json.dumps(as_json(read))[:400]} instead of {json.dumps(as_json(wanted))[:400]}")


def table():
    for line in sys.stdin:
        told = json.loads(line)
        try:
            made = json_format.Parse(told["json"], of(told["type"])(), ignore_unknown_fields=told["lenient"], descriptor_pool=POOL)
            print(json.dumps(made.SerializePartialToString(deterministic=True).hex()))
        except Exception:  # Of whatever kind: some refusals of this library are none of its own errors.
            print("null")


def main():
    command, rest = sys.argv[1], sys.argv[2:]
    if command == "samples":
        print_samples(int(rest[0]), int(rest[1]))
    elif command == "verify":
        verify()
    else:
        table()


if __name__ == "__main__":
    main()
