// The library service by grpc-js, with the reflection of @grpc/reflection, which lists no imports.
// It prints its port as one JSON object on stdout and ends when its stdin does.
// Argument: folder of the protos.
'use strict';

const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const { ReflectionService } = require('@grpc/reflection');

const [protos] = process.argv.slice(2);
const files = ['library/v1/shelves.proto', 'library/v1/marks.proto'];
const definition = loader.loadSync(files, { keepCase: true, longs: String, includeDirs: [protos] });
const { Shelves } = grpc.loadPackageDefinition(definition).library.v1;

const server = new grpc.Server();
server.addService(Shelves.service, { Find: (call, done) => done(null, call.request) });
new ReflectionService(definition).addToServer(server);

server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(JSON.stringify({ port }));
});

process.stdin.on('end', () => process.exit(0)).resume();
