package io.tidewatch.processors.siem;

import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.RankedValue;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * The {@code network}, {@code source}, {@code destination} and {@code related} fields: source is who sends the
 * messages, destination where they went, of errors where the failing traffic did. Every address known is in
 * {@code related.ip}.
 */
final class EcsNetwork {
    private EcsNetwork() {
    }

    static void write(JsonFields fields, Alert alert) throws IOException {
        fields.object("network", network -> network(network, alert));
        party(fields, "source", alert.getTopReporters());
        party(fields, "destination", Parties.destinations(alert));
        Set<String> addresses = Parties.addresses(alert);
        if (!addresses.isEmpty()) {
            fields.object("related", related -> related.texts("ip", addresses));
        }
    }

    private static void network(JsonFields network, Alert alert) throws IOException {
        network.text("name", Parties.only(alert.getScope().getSegments()));
        if (alert.getFamily() != null) {
            boolean ipv4 = alert.getFamily() == AddressFamily.IPV4;
            network.text("type", ipv4 ? "ipv4" : "ipv6").text("transport", ipv4 ? "icmp" : "ipv6-icmp")
                .text("iana_number", ipv4 ? "1" : "58");
        }
        network.number("packets", alert.getWindowCount());
    }

    private static void party(JsonFields fields, String name, List<RankedValue> ranked) throws IOException {
        String address = Parties.dominant(ranked);
        if (address != null) {
            fields.object(name, party -> party.text("address", address).text("ip", address));
        }
    }
}
