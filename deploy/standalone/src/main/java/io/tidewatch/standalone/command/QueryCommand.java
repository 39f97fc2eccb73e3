package io.tidewatch.standalone.command;

import static io.tidewatch.standalone.query.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.standalone.console.StopRequest;
import io.tidewatch.standalone.console.Terminal;
import io.tidewatch.standalone.query.ApiClient;
import io.tidewatch.standalone.query.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidewatch query}: asks the API and prints the answer. */
@Command(name = "query", description = "Asks the query API who is in which group and what is storming, now or then.")
public final class QueryCommand {
    private static final String SEGMENTS = "segments";
    private static final String GROUPS = "groups";
    private static final String AS_OF = "asOf";
    private static final List<Column> SEGMENT_COLUMNS = Column.of("segment", "group_count", "families", "coverage",
        "watermark", "sensors");
    private static final List<Column> GROUP_COLUMNS = Column.of("segment", "group", "filter_mode", "sources",
        "member_count", "tracking", "started_at", "expires_at");
    private static final List<Column> MEMBER_COLUMNS = Column.of("segment", "group", "host", "mac", "filter_mode",
        "sources", "version", "joined_at", "last_report_at", "expires_at");
    private static final List<Column> STAY_COLUMNS = Column.of("from", "to", "ended_by", "segment", "group", "host",
        "filter_mode", "sources", "version");
    private static final List<Column> QUERIER_COLUMNS = Column.of("segment", "ipv4.address", "ipv4.version",
        "ipv4.query_interval_ms", "ipv4.status", "ipv6.address", "ipv6.version", "ipv6.query_interval_ms",
        "ipv6.status", "changed_at");
    private static final List<Column> ALERT_COLUMNS = Column.of("status", "severity", "opened_at", "closed_at", "cause",
        "cause_confidence", "total_count", "peak_rate_pps", "scope.value", "alert_id");
    private static final List<Column> STEP_COLUMNS = Column.of("sequence", "action", "severity", "window_end",
        "rate_pps", "total_count", "cause", "cause_confidence", "message");
    private static final List<Column> SENSOR_COLUMNS = Column.of("sensor", "interface", "state", "received",
        "published", "malformed", "lost", "sent_at");

    private static final List<Column> WINDOW_COLUMNS = Column.of("window_start", "segment", "group", "joins", "leaves",
        "expiries", "members_min", "members_max", "members_last", "members_mean", "zaps", "zap_mean_ms", "coverage",
        "final");
    private static final List<Column> CHANGE_COLUMNS = Column.of("at", "type", "cause", "segment", "group", "host",
        "before", "after", "member_count");

    private final Terminal terminal;
    private final StopRequest stop;

    public QueryCommand(Terminal terminal, StopRequest stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    /** Which segments. */
    static final class Scope {
        @Option(names = "--segment", paramLabel = "NAME", order = 1,
            description = "One segment. Default: all of them.")
        private String segment;
    }

    /** When. */
    static final class Moment {
        @Option(names = "--as-of", paramLabel = "TIME", order = 2,
            description = "How it was at that time, such as 2026-11-24T15:30:00Z. Default: now.")
        private String asOf;

        void put(Map<String, String> parameters, QueryOptions options) {
            parameters.put(AS_OF, options.times().read("--as-of", asOf));
        }
    }

    /** From when to when. */
    static final class Period {
        @Option(names = "--from", paramLabel = "TIME", order = 3,
            description = "What touches the time from then on. Default: all that is kept.")
        private String from;

        @Option(names = "--to", paramLabel = "TIME", order = 4, description = "What touches the time until then.")
        private String to;

        Map<String, String> parameters(QueryOptions options) {
            Map<String, String> parameters = new LinkedHashMap<>();
            parameters.put("from", options.times().read("--from", from));
            parameters.put("to", options.times().read("--to", to));
            return parameters;
        }
    }

    @Command(name = "segments", description = "The segments seen.")
    int segments(@Mixin QueryOptions options) {
        return print(options, () -> List.of(options.client().get(SEGMENTS, Map.of())), SEGMENT_COLUMNS);
    }

    @Command(name = "groups", description = "The groups that have members or a running timer.")
    int groups(@Mixin Scope scope, @Mixin Moment moment, @Mixin QueryFilters.OfGroups groups,
               @Mixin QueryFilters.OfHosts hosts, @Mixin QueryFilters.Filtered filtered,
               @Mixin QueryFilters.Since since, @Mixin QueryOptions options) {
        Map<String, String> parameters = QueryFilters.none();
        moment.put(parameters, options);
        groups.put(parameters);
        hosts.put(parameters);
        filtered.put(parameters);
        since.put(parameters, options);
        return print(options, () -> perSegment(scope, options.client(), parameters, segment -> path(SEGMENTS, segment,
            GROUPS)), GROUP_COLUMNS);
    }

    @Command(name = "members", description = "The hosts of a group, and what each last said.")
    int members(@Parameters(paramLabel = "GROUP", description = "Group address.") String group, @Mixin Scope scope,
                @Mixin Moment moment, @Mixin QueryFilters.OfHosts hosts, @Mixin QueryFilters.Filtered filtered,
                @Mixin QueryFilters.Since since, @Mixin QueryOptions options) {
        Map<String, String> parameters = QueryFilters.none();
        moment.put(parameters, options);
        hosts.put(parameters);
        filtered.put(parameters);
        since.put(parameters, options);
        return print(options, () -> perSegment(scope, options.client(), parameters, segment -> path(SEGMENTS, segment,
            GROUPS, group, "members")), MEMBER_COLUMNS);
    }

    @Command(name = "history", description = "Who was in a group from when to when.")
    int history(@Parameters(paramLabel = "GROUP", description = "Group address.") String group, @Mixin Scope scope,
                @Mixin Period period, @Mixin QueryFilters.OfHosts hosts, @Mixin QueryFilters.Filtered filtered,
                @Mixin QueryOptions options) {
        Map<String, String> parameters = period.parameters(options);
        hosts.put(parameters);
        filtered.put(parameters);
        return print(options, () -> perSegment(scope, options.client(), parameters,
            segment -> path(SEGMENTS, segment, GROUPS, group, "history")), STAY_COLUMNS);
    }

    @Command(name = "windows", description = "How many joined, left and were in a group, by minute or hour.")
    int windows(@Parameters(paramLabel = "GROUP", description = "Group address.") String group, @Mixin Scope scope,
                @Mixin Period period, @Option(names = "--size", paramLabel = "SIZE", order = 5,
                description = "1m or 1h. Default: 1m.") String size, @Mixin QueryOptions options) {
        Map<String, String> parameters = period.parameters(options);
        parameters.put("size", size);
        return print(options, () -> perSegment(scope, options.client(), parameters,
            segment -> path(SEGMENTS, segment, GROUPS, group, "windows")), WINDOW_COLUMNS);
    }

    @Command(name = "hosts", description = "The groups that a host was in, from when to when.")
    int hosts(@Parameters(paramLabel = "ADDRESS", description = "Address or MAC address of the host.") String address,
              @Mixin Scope scope, @Mixin Moment moment, @Mixin Period period, @Mixin QueryFilters.OfGroups groups,
              @Mixin QueryFilters.Filtered filtered, @Mixin QueryOptions options) {
        Map<String, String> parameters = period.parameters(options);
        moment.put(parameters, options);
        parameters.put("segment", scope.segment);
        groups.put(parameters);
        filtered.put(parameters);
        return print(options, () -> List.of(options.client().get(path("hosts", address), parameters)), STAY_COLUMNS);
    }

    @Command(name = "changes", description = "Tells changes of memberships as they happen, until Ctrl-C. Goes on where "
        + "it was when the connection or the instance is lost.")
    int changes(@Mixin Scope scope, @Mixin QueryFilters.OfGroups groups, @Mixin QueryFilters.OfHosts hosts,
                @Option(names = "--count", paramLabel = "N", order = 13,
                description = "Ends after so many.") Integer count, @Mixin QueryOptions options) {
        Map<String, String> parameters = QueryFilters.none();
        parameters.put("segment", scope.segment);
        groups.put(parameters);
        hosts.put(parameters);
        return new Watch(terminal, stop, options).changes(parameters, CHANGE_COLUMNS, count);
    }

    @Command(name = "queriers", description = "Who queries, with which version and timers.")
    int queriers(@Mixin Scope scope, @Mixin QueryOptions options) {
        return print(options, () -> perSegment(scope, options.client(), Map.of(),
            segment -> path(SEGMENTS, segment, "querier")), QUERIER_COLUMNS);
    }

    @Command(name = "alerts", description = "The storms found, the newest step of each; or every step of one.")
    int alerts(@Parameters(arity = "0..1", paramLabel = "ID", description = "One alert.") String id,
               @Option(names = "--status", paramLabel = "STATUS", description = "ACTIVE or CLOSED. Default: both.")
               String status, @Mixin Scope scope, @Mixin QueryOptions options) {
        if (id != null) {
            return print(options, () -> List.of(alert(options, id)), STEP_COLUMNS);
        }
        Map<String, String> parameters = QueryFilters.none();
        parameters.put("status", status);
        parameters.put("segment", scope.segment);
        return print(options, () -> List.of(options.client().get("alerts", parameters)), ALERT_COLUMNS);
    }

    private static ObjectNode alert(QueryOptions options, String id) {
        ObjectNode alert = options.client().get(path("alerts", id), Map.of());
        return alert.has("steps") && !options.json() ? alert.objectNode().set("items", alert.get("steps")) : alert;
    }

    @Command(name = "sensors", description = "The capture interfaces and their counters.")
    int sensors(@Mixin QueryOptions options) {
        return print(options, () -> List.of(options.client().get("sensors", Map.of())), SENSOR_COLUMNS);
    }

    /** The answers of the segments asked for. A group need not be on all of them, but on one. */
    private static List<ObjectNode> perSegment(Scope scope, ApiClient client, Map<String, String> parameters,
                                               Function<String, String> resource) {
        List<String> segments = names(scope, client);
        List<ObjectNode> answers = new ArrayList<>();
        for (String segment : segments) {
            ObjectNode answer = client.find(resource.apply(segment), parameters);
            if (answer != null) {
                answers.add(answer);
            }
        }
        return answers.isEmpty() && !segments.isEmpty()
            ? List.of(client.get(resource.apply(segments.get(0)), parameters)) : answers;
    }

    private static List<String> names(Scope scope, ApiClient client) {
        if (scope.segment != null) {
            return List.of(scope.segment);
        }
        List<String> names = new ArrayList<>();
        for (JsonNode item : client.get(SEGMENTS, Map.of()).path("items")) {
            names.add(item.path("segment").asText());
        }
        return names;
    }

    private int print(QueryOptions options, Supplier<List<ObjectNode>> question, List<Column> columns) {
        return new Watch(terminal, stop, options).answers(question, columns);
    }
}
