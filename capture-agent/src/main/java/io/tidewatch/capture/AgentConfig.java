package io.tidewatch.capture;

import io.tidewatch.capture.event.Segments;
import io.tidewatch.capture.flood.FloodLimits;
import io.tidewatch.capture.source.Direction;
import io.tidewatch.capture.source.Pace;
import io.tidewatch.capture.spool.SpoolSettings;
import io.tidewatch.schemas.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;

/** Settings of the capture agent, as what they mean, validated. */
public final class AgentConfig extends AgentKeys {
    /** In place of a value: not wanted. */
    public static final String OFF = "off";
    /** The file name that stands for standard input. */
    public static final String STANDARD_INPUT = "-";

    private static final Pattern HOST_PORT = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\s]+):(\\d{1,5})");
    private static final String UNNAMED = "sensor";
    /** Of records in memory that wait for the spool's file, or instead of it. */
    private static final long SPOOL_MEMORY_BYTES = 32L << 20;

    private AgentConfig(Map<String, String> settings) {
        super(settings);
        validate();
    }

    /** The settings of one agent, validated, also against each other. */
    public static AgentConfig of(Map<String, String> settings) {
        return new AgentConfig(settings);
    }

    private void validate() {
        if (interfaces().isEmpty() == captureFile().isEmpty()) {
            throw new ConfigException("give either " + CAPTURE_INTERFACES + " or " + CAPTURE_FILE
                + (captureFile().isEmpty() ? ": there is nothing to capture" : ", not both"));
        }
        if (interfaces().stream().distinct().count() < interfaces().size()) {
            throw new ConfigException(CAPTURE_INTERFACES, interfaces(), "an interface is named twice");
        }
        if (interfaces().size() > 1 && !segmentName().isEmpty()) {
            throw new ConfigException(SEGMENT_NAME, segmentName(), "several interfaces are captured, and each is a "
                + "segment of its own: name them in " + SEGMENT_MAP);
        }
        checked(METRICS_LISTEN, getString(METRICS_LISTEN), this::metricsAddress);
        checked(SPOOL_DIRECTORY, getString(SPOOL_DIRECTORY), this::spool);
        checked(CAPTURE_PACE, getString(CAPTURE_PACE), this::pace);
        checked(CAPTURE_DIRECTION, getString(CAPTURE_DIRECTION), this::direction);
        checked(SEGMENT_NAME, segmentName(), () -> segments("interface"));
        checked(SEGMENT_MAP, getList(SEGMENT_MAP), () -> segments("interface"));
    }

    private static void checked(String key, Object value, Runnable use) {
        try {
            use.run();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(key, value, e.getMessage());
        }
    }

    /** The sensor's name in the characters of names. */
    public String sensor() {
        String name = getString(SENSOR_NAME).strip();
        return Segments.plain(name.isEmpty() ? hostName() : name);
    }

    private static String hostName() {
        try {
            // What the kernel calls the host: asking the resolver may take long or fail.
            String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            return name.isEmpty() ? UNNAMED : name;
        } catch (IOException notLinux) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (IOException nameless) {
                return UNNAMED;
            }
        }
    }

    public List<String> interfaces() {
        return getList(CAPTURE_INTERFACES);
    }

    /** Path of the recording, {@code -}, or empty. */
    public String captureFile() {
        return getString(CAPTURE_FILE);
    }

    public Pace pace() {
        return Pace.parse(getString(CAPTURE_PACE));
    }

    public boolean replayAgain() {
        return getBoolean(REPLAY_AGAIN);
    }

    String segmentName() {
        return getString(SEGMENT_NAME).strip();
    }

    /** Segment names for the frames of one interface, named {@link Segments#plain plainly}. */
    Segments segments(String captureInterface) {
        Map<String, String> names = new LinkedHashMap<>();
        for (String entry : getList(SEGMENT_MAP)) {
            int equals = entry.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("'" + entry + "' is not of the form place=name");
            }
            names.put(entry.substring(0, equals).strip(), entry.substring(equals + 1).strip());
        }
        if (!segmentName().isEmpty()) {
            names.put(Topics.sensorKey(sensor(), captureInterface), segmentName());
        }
        return new Segments(sensor(), names);
    }

    public int segmentsMax() {
        return getInt(SEGMENTS_MAX);
    }

    FloodLimits floodLimits() {
        return new FloodLimits(getInt(EVENT_BUDGET), getInt(EVENT_KEYS));
    }

    int snapLength() {
        return getInt(SNAP_LENGTH);
    }

    int bufferBytes() {
        return getInt(BUFFER_BYTES);
    }

    int queueBytes() {
        return getInt(QUEUE_BYTES);
    }

    int readTimeoutMs() {
        return getInt(READ_TIMEOUT_MS);
    }

    boolean promiscuous() {
        return getBoolean(PROMISCUOUS);
    }

    String captureFilter() {
        return getString(CAPTURE_FILTER);
    }

    Direction direction() {
        return Direction.parse(getString(CAPTURE_DIRECTION));
    }

    boolean immediate() {
        return getBoolean(IMMEDIATE);
    }

    boolean nanoseconds() {
        return getString(TIMESTAMP_PRECISION).equals(NANO);
    }

    /** From interfaces or standard input: what is not taken when it comes is gone. */
    boolean live() {
        return captureFile().isEmpty() || captureFile().equals(STANDARD_INPUT);
    }

    /** Where and how much is spooled. */
    public SpoolSettings spool() {
        return new SpoolSettings(StateDirectory.spool(getString(SPOOL_DIRECTORY).strip(), sensor(), System.getenv()),
            getLong(SPOOL_MAX_BYTES), SPOOL_MEMORY_BYTES,
            SpoolSettings.WhenFull.valueOf(getString(SPOOL_FULL).toUpperCase(Locale.ROOT)));
    }

    /** Where metrics are answered; null: nowhere. The host is not looked up yet. */
    InetSocketAddress metricsAddress() {
        String text = getString(METRICS_LISTEN).strip();
        if (text.isEmpty() || text.equals(OFF)) {
            return null;
        }
        Matcher address = HOST_PORT.matcher(text);
        if (!address.matches()) {
            throw new IllegalArgumentException("it is not of the form HOST:PORT, nor off");
        }
        return InetSocketAddress.createUnresolved(address.group(1).replaceAll("[\\[\\]]", ""),
            Integer.parseInt(address.group(2)));
    }
}
