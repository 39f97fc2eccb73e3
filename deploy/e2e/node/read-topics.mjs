// Reads topics from their beginning to their present end and prints one JSON line for each record:
//   {"topic", "partition", "offset", "key", "value"}
// Usage: node read-topics.mjs BROKER REGISTRY_URL TOPIC...
// Values come through the schema registry; a tombstone is null. 64-bit numbers fit: the contract has no nanoseconds.
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import kafkajs from 'kafkajs';
import lz4 from 'lz4js';

const { Kafka, CompressionCodecs, CompressionTypes, logLevel } = kafkajs;
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: async (encoder) => Buffer.from(lz4.compress(encoder.buffer)),
  decompress: async (buffer) => Buffer.from(lz4.decompress(buffer)),
});

const [broker, registryUrl, ...topics] = process.argv.slice(2);
if (topics.length === 0) {
  console.error('usage: node read-topics.mjs BROKER REGISTRY_URL TOPIC...');
  process.exit(2);
}

const registry = new SchemaRegistry({ host: registryUrl });
const kafka = new Kafka({ clientId: 'tidewatch-e2e', brokers: [broker], logLevel: logLevel.ERROR });
const groupId = `tidewatch-e2e-node-${process.pid}-${Date.now()}`;

// What is there to read, by partition; a transaction's end marker takes an offset and is no record, so the end is
// reached when the consumer has fetched past it, not when a record carries the last offset.
async function pendingPartitions() {
  const admin = kafka.admin();
  await admin.connect();
  const pending = new Map();
  for (const topic of topics) {
    for (const { partition, high, low } of await admin.fetchTopicOffsets(topic)) {
      if (Number(high) > Number(low)) pending.set(`${topic}/${partition}`, Number(high));
    }
  }
  await admin.disconnect();
  return pending;
}

async function main() {
  const pending = await pendingPartitions();
  if (pending.size === 0) return;
  const consumer = kafka.consumer({ groupId, readUncommitted: false });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  const done = new Promise((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
      const end = pending.get(`${payload.topic}/${payload.partition}`);
      if (end !== undefined && Number(payload.lastOffset) + 1 >= end) {
        pending.delete(`${payload.topic}/${payload.partition}`);
        if (pending.size === 0) resolve();
      }
    });
    consumer.run({
      eachBatchAutoResolve: true,
      eachBatch: async ({ batch }) => {
        for (const message of batch.messages) {
          const value = message.value === null ? null : await registry.decode(message.value);
          console.log(JSON.stringify({
            topic: batch.topic,
            partition: batch.partition,
            offset: message.offset,
            key: message.key === null ? null : message.key.toString('utf8'),
            value,
          }));
        }
      },
    }).catch(reject);
  });
  await done;
  await consumer.disconnect();
  const admin = kafka.admin();
  await admin.connect();
  await admin.deleteGroups([groupId]);
  await admin.disconnect();
}

await main();
