package io.tidewatch.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A stranger where the sensor is: it counts the errors on the wire itself, by the kernel's time stamps, and listens to
 * the alerts as they are committed. So it knows when there was enough to say that there is a storm, when the alert says
 * it was, and when it was told. Enough is what the labels of simulated storms call so: the first time that each of the
 * last three seconds, whenever they begin, had more than 20 errors of one type and code.
 */
final class StormWatch implements AutoCloseable {
    private static final String PROGRAM = """
        import collections, datetime, json, socket, struct, sys, threading, time, urllib.request
        face, url = sys.argv[1:3]
        FLOOR, SECONDS, LATER, TIMESTAMPNS, ALL = 20, 3, 4, 35, 3
        recent, sufficient = collections.defaultdict(collections.deque), {}

        def count(kind, at):
            times = recent[kind]
            times.append(at)
            while times[0] <= at - SECONDS:
                times.popleft()
            counts = [0] * SECONDS
            for each in times:
                counts[int(at - each)] += 1
            if min(counts) > FLOOR:
                sufficient.setdefault(kind, at)

        def sniff():
            wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL))
            wire.setsockopt(socket.SOL_SOCKET, TIMESTAMPNS, 1)
            wire.bind((face, ALL))
            print("sniffing", flush=True)
            while True:
                frame, extra, _, _ = wire.recvmsg(2048, 64)
                header = 14 + (frame[14] & 15) * 4
                if frame[12:14] == b"\\x08\\x00" and frame[23] == 1 and frame[header] in (3, 4, 5, 11, 12):
                    seconds, nanos = struct.unpack("qq", extra[0][2])
                    count((frame[header], frame[header + 1]), seconds + nanos / 1e9)

        def report(alert, told):
            opened = datetime.datetime.fromisoformat(alert["opened_at"].replace("Z", "+00:00")).timestamp()
            enough = sufficient.get((alert["icmp_type"], alert["icmp_code"]), opened)
            print(json.dumps({"cause": alert["cause"], "opened": opened - enough, "told": told - enough}), flush=True)

        threading.Thread(target=sniff, daemon=True).start()
        event = ""
        for line in urllib.request.urlopen(url + "/api/v1/stream", timeout=120):
            told = time.time()
            field, _, value = line.decode().rstrip("\\n").partition(": ")
            event = value if field == "event" else event
            if field == "event" and value == "begin":
                print("listening", flush=True)
            if field == "data" and event == "alert":
                alert = json.loads(value)
                if alert["action"] == "OPEN":
                    threading.Timer(LATER, report, (alert, told)).start()
        """;

    private final Background program;

    private StormWatch(Background program) {
        this.program = program;
    }

    /** Watches an interface, in the network that the words in front lead to. */
    static StormWatch start(Path folder, List<String> by, String face, String api) {
        List<String> command = new ArrayList<>(by);
        command.addAll(List.of("python3", "-c", PROGRAM, face, api));
        StormWatch watch = new StormWatch(Background.start(folder, "watch", command));
        watch.program.await("watching", () -> watch.program.output().contains("sniffing")
            && watch.program.output().contains("listening"));
        return watch;
    }

    /**
     * An alert that opened, in seconds after there was enough.
     *
     * @param cause its cause
     * @param opened as it says itself, in event time: what the detector took
     * @param told when it was heard of: what the pipeline took as well
     */
    record Opened(String cause, double opened, double told) { }

    /** The alerts that opened, in order, once there are so many. */
    List<Opened> opened(int wanted) {
        program.await("told of " + wanted + " alerts", () -> lines().size() >= wanted);
        List<Opened> opened = new ArrayList<>();
        for (JsonNode line : lines()) {
            opened.add(new Opened(line.path("cause").asText(), line.path("opened").asDouble(),
                line.path("told").asDouble()));
        }
        return opened;
    }

    /** What it has printed of alerts, as far as the lines are whole. */
    private List<JsonNode> lines() {
        String output = program.output();
        List<JsonNode> lines = new ArrayList<>();
        try {
            for (String line : output.substring(0, output.lastIndexOf('\n') + 1).split("\n")) {
                if (line.startsWith("{")) {
                    lines.add(Command.JSON.readTree(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    @Override
    public void close() {
        program.close();
    }
}
