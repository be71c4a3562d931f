// The service of gRPC's interoperability tests by grpc-js, in plaintext and with TLS.
// It prints its ports as one JSON object on stdout and ends when its stdin does.
// Arguments: folder of the protos, certificate, key.
'use strict';

const fs = require('fs');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const INITIAL = 'x-grpc-test-echo-initial';
const TRAILING = 'x-grpc-test-echo-trailing-bin';

const [protos, certificate, key] = process.argv.slice(2);
const options = { keepCase: true, includeDirs: [protos] };
const { TestService } = grpc.loadPackageDefinition(loader.loadSync('grpc/testing/test.proto', options)).grpc.testing;

const payload = (size) => ({ body: Buffer.alloc(size) });

function sendInitial(call) {
  const values = call.metadata.get(INITIAL);
  if (values.length > 0) {
    const initial = new grpc.Metadata();
    initial.set(INITIAL, values[0]);
    call.sendMetadata(initial);
  }
}

function trailers(call) {
  const trailing = new grpc.Metadata();
  call.metadata.get(TRAILING).forEach((value) => trailing.set(TRAILING, value));
  return trailing;
}

const asked = (request) => {
  const status = request.response_status;
  return status && status.code ? { code: status.code, details: status.message } : null;
};

async function answer(call, request) {
  for (const wanted of request.response_parameters || []) {
    if (wanted.interval_us) await new Promise((done) => setTimeout(done, wanted.interval_us / 1000));
    call.write({ payload: payload(wanted.size || 0) });
  }
}

const methods = {
  EmptyCall: (call, done) => done(null, {}),
  UnaryCall: (call, done) => {
    sendInitial(call);
    const failed = asked(call.request);
    if (failed) return done(failed);
    return done(null, { payload: payload(call.request.response_size || 0) }, trailers(call));
  },
  StreamingOutputCall: async (call) => {
    await answer(call, call.request);
    call.end();
  },
  StreamingInputCall: (call, done) => {
    let size = 0;
    call.on('data', (request) => { size += request.payload ? request.payload.body.length : 0; });
    call.on('end', () => done(null, { aggregated_payload_size: size }));
  },
  FullDuplexCall: (call) => {
    sendInitial(call);
    let turn = Promise.resolve();
    call.on('data', (request) => {
      const failed = asked(request);
      if (failed) return call.emit('error', failed);
      turn = turn.then(() => answer(call, request));
      return undefined;
    });
    call.on('end', () => turn.then(() => call.end(trailers(call))));
  },
};

const server = new grpc.Server();
server.addService(TestService.service, methods);

const listen = (credentials) => new Promise((resolve, reject) => {
  server.bindAsync('127.0.0.1:0', credentials, (error, port) => (error ? reject(error) : resolve(port)));
});
const pair = { private_key: fs.readFileSync(key), cert_chain: fs.readFileSync(certificate) };

Promise.all([
  listen(grpc.ServerCredentials.createInsecure()),
  listen(grpc.ServerCredentials.createSsl(null, [pair])),
]).then(([plaintext, tls]) => console.log(JSON.stringify({ plaintext, tls })));

process.stdin.on('end', () => process.exit(0)).resume();
