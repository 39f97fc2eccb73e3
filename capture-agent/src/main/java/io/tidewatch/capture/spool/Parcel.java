package io.tidewatch.capture.spool;

/**
 * A record on its way to Kafka, complete but for the id of its schema, which only the registry can tell.
 *
 * @param topic where it belongs
 * @param key its key there
 * @param origin whose record it is
 * @param sequence its number within its origin, from 1; 0: it has none
 * @param frames how many frames it stands for
 * @param schema fingerprint of the schema that it was written with
 * @param value Confluent wire format with a schema id of 0
 */
public record Parcel(String topic, String key, Origin origin, long sequence, long frames, long schema, byte[] value) {
    private static final int AROUND = 120;

    /** About what it takes in memory or on disk, in bytes. */
    public long size() {
        return AROUND + topic.length() + key.length() + origin.captureInterface().length() + origin.bootId().length()
            + value.length;
    }

    /** Whether it is one of its origin's numbered records, and no status. */
    public boolean numbered() {
        return sequence > 0;
    }

    /**
     * One run of one capture interface: what sequences count within.
     *
     * @param captureInterface its name
     * @param bootId the run's boot id
     */
    public record Origin(String captureInterface, String bootId) {
    }
}
