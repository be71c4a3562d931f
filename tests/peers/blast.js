// Numbers by grpc-js, as fast as it goes, one message a frame: so many more for each request, see storm.proto.
// It prints its port as one JSON object on stdout and ends when its stdin does.
'use strict';

const grpc = require('@grpc/grpc-js');

const bytes = (value) => value;
const Blast = {
  path: '/farcall.test.Storm/Blast',
  requestStream: true,
  responseStream: true,
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes,
};

// Ask: field 1, a varint.
function count(ask) {
  let value = 0;
  for (let at = 1; at < ask.length; at++) value += (ask[at] & 0x7f) * 2 ** (7 * (at - 1));
  return value;
}

function blast(call) {
  let number = 0;
  let end = 0;
  let ended = false;
  let waits = false;
  const more = () => {
    waits = false;
    while (number < end) {
      // Number: field 1, fixed32.
      const message = Buffer.alloc(5, 0x0d);
      message.writeUInt32LE(number++, 1);
      if (!call.write(message)) {
        waits = true;
        call.once('drain', more);
        return;
      }
    }
    if (ended) call.end();
  };
  const go = () => waits || more();
  call.on('data', (ask) => {
    end += count(ask);
    go();
  });
  call.on('end', () => {
    ended = true;
    go();
  });
}

const server = new grpc.Server();
server.addService({ Blast }, { Blast: blast });
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(JSON.stringify({ port }));
});

process.stdin.on('end', () => process.exit(0)).resume();
