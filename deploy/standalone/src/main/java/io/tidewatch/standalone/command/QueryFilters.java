package io.tidewatch.standalone.command;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which of what there is; each option is a parameter of the API, which checks it. */
final class QueryFilters {
    private QueryFilters() {
    }

    /** Of anything with a filter. */
    static final class Filtered {
        @Option(names = "--source", paramLabel = "ADDRESS", order = 10,
            description = "Only where this source is listed.")
        private String source;

        @Option(names = "--mode", paramLabel = "MODE", order = 11, description = "Only include, or only exclude.")
        private String mode;

        void put(Map<String, String> parameters) {
            parameters.put("source", source);
            parameters.put("mode", mode);
        }
    }

    /** Of groups. */
    static final class OfGroups {
        @Option(names = "--family", paramLabel = "FAMILY", order = 8, description = "Only ipv4, or only ipv6.")
        private String family;

        @Option(names = "--group", paramLabel = "PREFIX", order = 9,
            description = "Only groups in a prefix, such as 239.1.0.0/16, or whose address begins so.")
        private String group;

        void put(Map<String, String> parameters) {
            parameters.put("family", family);
            parameters.put("group", group);
        }
    }

    /** Of hosts. */
    static final class OfHosts {
        @Option(names = "--host", paramLabel = "ADDRESS", order = 9,
            description = "Only this host, or where it is a member; its address or MAC address.")
        private String host;

        void put(Map<String, String> parameters) {
            parameters.put("host", host);
        }
    }

    /** Of what changes. */
    static final class Since {
        @Option(names = "--since", paramLabel = "TIME", order = 12,
            description = "Only what has changed then or later.")
        private String since;

        void put(Map<String, String> parameters, QueryOptions options) {
            parameters.put("since", options.times().read("--since", since));
        }
    }

    /** Parameters to add to. */
    static Map<String, String> none() {
        return new LinkedHashMap<>();
    }
}
