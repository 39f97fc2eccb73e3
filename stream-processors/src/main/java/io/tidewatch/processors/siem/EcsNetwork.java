package io.tidewatch.processors.siem;

import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.RankedValue;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The {@code network}, {@code source}, {@code destination} and {@code related} fields. A storm has many parties: one is
 * named as source (who reports the errors) or destination (where the failing traffic went) only when it has most of
 * the messages, and no placeholder otherwise. Every address known is in {@code related.ip}.
 */
final class EcsNetwork {
    private static final double DOMINANT_SHARE = 0.8;
    private static final String ADDRESS = "[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-f.]*:[0-9a-f:.]*";

    private EcsNetwork() {
    }

    static void write(JsonFields fields, Alert alert) throws IOException {
        fields.object("network", network -> network(network, alert));
        party(fields, "source", alert.getTopReporters());
        party(fields, "destination", alert.getTopQuotedDestinations());
        Set<String> addresses = addresses(alert);
        if (!addresses.isEmpty()) {
            fields.object("related", related -> related.texts("ip", addresses));
        }
    }

    private static void network(JsonFields network, Alert alert) throws IOException {
        network.text("name", EcsAlert.only(alert.getScope().getSegments()));
        if (alert.getFamily() != null) {
            boolean ipv4 = alert.getFamily() == AddressFamily.IPV4;
            network.text("type", ipv4 ? "ipv4" : "ipv6").text("transport", ipv4 ? "icmp" : "ipv6-icmp")
                .text("iana_number", ipv4 ? "1" : "58");
        }
        network.number("packets", alert.getWindowCount());
    }

    private static void party(JsonFields fields, String name, List<RankedValue> ranked) throws IOException {
        if (ranked.isEmpty() || ranked.get(0).getShare() < DOMINANT_SHARE) {
            return;
        }
        String address = ranked.get(0).getValue();
        if (address.matches(ADDRESS)) {
            fields.object(name, party -> party.text("address", address).text("ip", address));
        }
    }

    /** Each once, in the order of the lists; prefixes and ports are no addresses. */
    private static Set<String> addresses(Alert alert) {
        Set<String> addresses = new LinkedHashSet<>();
        for (List<RankedValue> ranked : List.of(alert.getTopReporters(), alert.getTopReceivers(),
            alert.getTopQuotedSources(), alert.getTopQuotedDestinations())) {
            ranked.stream().map(RankedValue::getValue).filter(value -> value.matches(ADDRESS)).forEach(addresses::add);
        }
        return addresses;
    }
}
