// A stream of numbers by grpc-js, as fast as it goes: four bytes each, one message a frame.
// It prints its port as one JSON object on stdout and ends when its stdin does.
'use strict';

const grpc = require('@grpc/grpc-js');

const bytes = (value) => value;
const Blast = {
  path: '/farcall.test.Storm/Blast',
  requestStream: false,
  responseStream: true,
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes,
};

function blast(call) {
  const count = Number(call.request.toString());
  let number = 0;
  const more = () => {
    while (number < count) {
      const message = Buffer.alloc(4);
      message.writeUInt32BE(number++);
      if (!call.write(message)) {
        call.once('drain', more);
        return;
      }
    }
    call.end();
  };
  more();
}

const server = new grpc.Server();
server.addService({ Blast }, { Blast: blast });
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(JSON.stringify({ port }));
});

process.stdin.on('end', () => process.exit(0)).resume();
