package io.tidewatch.standalone.command;

import io.tidewatch.capture.AgentConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What to capture, and under which names. */
final class CaptureOptions {
    @Option(names = {"-i", "--interface"}, paramLabel = "IFACE", split = ",", order = 1,
        description = "Interface to capture on, live. May be repeated.")
    private List<String> interfaces;

    @Option(names = {"-r", "--read"}, paramLabel = "FILE", order = 2,
        description = "pcap or pcapng file to replay; - is standard input.")
    private Path file;

    @Option(names = "--pace", paramLabel = "PACE", order = 3,
        description = "How fast to replay: recorded (default), max, or a factor such as 10.")
    private String pace;

    @Option(names = "--replay-again", order = 4,
        description = "Replay the file from its start even if it was replayed before.")
    private boolean again;

    @Option(names = "--sensor", paramLabel = "NAME", order = 5,
        description = "Name of this sensor. Default: the host's name.")
    private String sensor;

    @Option(names = "--segment", paramLabel = "NAME", order = 6,
        description = "Name of the segment that untagged frames are of. Default: sensor:interface.")
    private String segment;

    @Option(names = "--filter", paramLabel = "EXPRESSION", order = 7,
        description = "What the kernel lets through, live: an expression of pcap-filter(7), in which the word default "
            + "stands for the built-in one.")
    private String filter;

    /** As settings of the agent; null where an option is not given. */
    Map<String, String> flags() {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put(AgentConfig.CAPTURE_INTERFACES, interfaces == null ? null : String.join(",", interfaces));
        flags.put(AgentConfig.CAPTURE_FILE, file == null ? null : file.toString());
        flags.put(AgentConfig.CAPTURE_PACE, pace);
        flags.put(AgentConfig.REPLAY_AGAIN, again ? "true" : null);
        flags.put(AgentConfig.SENSOR_NAME, sensor);
        flags.put(AgentConfig.SEGMENT_NAME, segment);
        flags.put(AgentConfig.CAPTURE_FILTER, filter);
        return flags;
    }
}
