package io.tidewatch.processors;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.RocksDBConfigSetter;

/**
 * One budget of memory for all RocksDB stores of the process: block cache, indexes, filters and write buffers share
 * it. By default each store takes some 100 MB for itself, which stores times partitions turn into gigabytes.
 *
 * <p>RocksDB is the state engine of Kafka Streams and is named only here.
 */
public final class BoundedMemory implements RocksDBConfigSetter {
    /** Key in the Streams configuration of a {@link Pool}, shared by the applications of the process. */
    private static final String POOL = "tidewatch.state.memory";
    /** Key in it of the names of those stores, as {@link #settings} has them. */
    private static final String LOOKED_UP = "tidewatch.state.looked.up";

    private static final long BLOCK_BYTES = 8 << 10;
    private static final long WRITE_BUFFER_BYTES = 16 << 20;
    private static final int WRITE_BUFFERS = 3;
    /** Of a write buffer. */
    private static final double FILTER_SHARE = 0.02;
    private static final int BACKGROUND_JOBS = 2;
    /** In place of the size of a block: of any. */
    private static final long ANY_ENTRY = 0;
    private static final int SHARDS_BY_SIZE = -1;

    /** The memory. Lives as long as the process: stores come and go, and must not free what others use. */
    static final class Pool {
        static {
            org.rocksdb.RocksDB.loadLibrary();
            // Compaction is work for later: it must not take a core from the events that it was made for.
            org.rocksdb.Env.getDefault().lowerThreadPoolCPUPriority(org.rocksdb.Priority.LOW);
        }

        private final org.rocksdb.Cache cache;
        private final org.rocksdb.WriteBufferManager writeBuffers;
        private final long writeBufferBytes;

        /** Up to a third is for what is not yet written, the rest for what was read. */
        Pool(long bytes) {
            // To find a block in it touches less memory than in a list by last use, and takes no lock.
            cache = new org.rocksdb.HyperClockCache(bytes, ANY_ENTRY, SHARDS_BY_SIZE, false);
            writeBuffers = new org.rocksdb.WriteBufferManager(bytes / 3, cache);
            writeBufferBytes = Math.min(WRITE_BUFFER_BYTES, bytes / 16);
        }
    }

    /** The settings of an application of Kafka Streams with a budget of its own; see the other. */
    public static Map<String, Object> settings(long bytes, Set<String> lookedUp) {
        return settings(new Pool(bytes), lookedUp);
    }

    /**
     * The settings of one that shares a budget.
     *
     * @param lookedUp names of stores in which a key is looked up for nearly each event: a filter for each of their
     *     write buffers, which takes memory however little is in it, says at once that it is not there
     */
    static Map<String, Object> settings(Pool pool, Set<String> lookedUp) {
        return Map.of(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedMemory.class, POOL, pool, LOOKED_UP,
            lookedUp);
    }

    @Override
    public void setConfig(String storeName, org.rocksdb.Options options, Map<String, Object> configs) {
        Pool pool = (Pool) configs.get(POOL);
        // A fresh table config would lose the bloom filter that Kafka has set.
        org.rocksdb.BlockBasedTableConfig table = (org.rocksdb.BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(pool.cache);
        table.setBlockSize(BLOCK_BYTES);
        table.setCacheIndexAndFilterBlocks(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        table.setPinTopLevelIndexAndFilter(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(pool.writeBuffers);
        options.setWriteBufferSize(pool.writeBufferBytes);
        options.setMaxWriteBufferNumber(WRITE_BUFFERS);
        if (((Set<?>) configs.get(LOOKED_UP)).contains(storeName)) {
            options.setMemtableWholeKeyFiltering(true);
            options.setMemtablePrefixBloomSizeRatio(FILTER_SHARE);
        }
        options.setCompressionType(org.rocksdb.CompressionType.LZ4_COMPRESSION);
        options.setMaxBackgroundJobs(BACKGROUND_JOBS);
        // Bloom filters on the last level too: hosts and groups that were never seen are looked up all the time.
        options.setOptimizeFiltersForHits(false);
    }

    @Override
    public void close(String storeName, org.rocksdb.Options options) {
        // The pool is shared and outlives the store; Kafka closes the options.
    }
}
