package io.tidewatch.capture.spool;

/**
 * A record on its way to Kafka, complete but for the id of its schema, which only the registry can tell.
 *
 * @param topic where it belongs
 * @param key its key there
 * @param captureInterface the interface whose record it is
 * @param bootId what its sequence counts within
 * @param sequence its number within sensor, interface and boot
 * @param frames how many frames it stands for
 * @param schema fingerprint of the schema that it was written with
 * @param value Confluent wire format with a schema id of 0
 */
public record Parcel(String topic, String key, String captureInterface, String bootId, long sequence, long frames,
                     long schema, byte[] value) {
    private static final int AROUND = 120;

    /** About what it takes in memory or on disk, in bytes. */
    public long size() {
        return AROUND + topic.length() + key.length() + captureInterface.length() + bootId.length() + value.length;
    }

    /** Who numbered it. */
    public Origin origin() {
        return new Origin(captureInterface, bootId);
    }

    /**
     * One run of one capture interface.
     *
     * @param captureInterface its name
     * @param bootId the run's boot id
     */
    public record Origin(String captureInterface, String bootId) {
    }
}
