"""Reads a file of GrpcLogEntry, each after its length as a varint, by Python's protobuf; prints one JSON object a line."""

import json
import os
import sys
import tempfile

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from google.protobuf.internal.decoder import _DecodeVarint32
from grpc_tools import protoc

HERE = os.path.dirname(os.path.abspath(__file__))


def entry_type():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "set")
        included = os.path.join(os.path.dirname(protoc.__file__), "_proto")
        roots = [f"-I{root}" for root in [HERE, included]]
        if protoc.main(["protoc", *roots, "--include_imports", f"-o{path}", "binarylog.proto"]) != 0:
            sys.exit("protoc refuses the proto")
        with open(path, "rb") as file:
            declared = descriptor_pb2.FileDescriptorSet.FromString(file.read())
    pool = descriptor_pool.DescriptorPool()
    for file in declared.file:
        pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("grpc.binarylog.v1.GrpcLogEntry"))


def main():
    entry = entry_type()
    with open(sys.argv[1], "rb") as file:
        log = file.read()
    at = 0
    while at < len(log):
        length, at = _DecodeVarint32(log, at)
        read = entry.FromString(log[at : at + length])
        # What Python does not know would be written again behind what it knows.
        assert read.SerializeToString(deterministic=True) == log[at : at + length], "every byte is understood"
        print(json.dumps(json_format.MessageToDict(read)))
        at += length


main()
