package io.tidewatch.processors.siem;

import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.RankedValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who is named. A storm has many parties: a field with room for one names the one that has most of the messages, and
 * otherwise nobody, for a placeholder misleads.
 */
final class Parties {
    private static final double DOMINANT_SHARE = 0.8;
    private static final String IPV4 = "[0-9]{1,3}(\\.[0-9]{1,3}){3}";
    private static final String IPV6 = "[0-9a-f.]*:[0-9a-f:.]*";

    private Parties() {
    }

    /** The address that has most of the messages, or null. */
    static String dominant(List<RankedValue> ranked) {
        if (ranked.isEmpty() || ranked.get(0).getShare() < DOMINANT_SHARE) {
            return null;
        }
        String value = ranked.get(0).getValue();
        return isAddress(value) ? value : null;
    }

    /** Where the messages are about: of errors the traffic that failed was going there, all else was sent there. */
    static List<RankedValue> destinations(Alert alert) {
        return alert.getRule().getId().equals(EcsEvent.STORM_RULE) ? alert.getTopQuotedDestinations()
            : alert.getTopReceivers();
    }

    /** Every address known, each once, in the order of the lists; prefixes and ports are no addresses. */
    static Set<String> addresses(Alert alert) {
        Set<String> addresses = new LinkedHashSet<>();
        for (List<RankedValue> ranked : List.of(alert.getTopReporters(), alert.getTopReceivers(),
            alert.getTopQuotedSources(), alert.getTopQuotedDestinations())) {
            ranked.stream().map(RankedValue::getValue).filter(Parties::isAddress).forEach(addresses::add);
        }
        return addresses;
    }

    private static boolean isAddress(String value) {
        return isIpv4(value) || value.matches(IPV6);
    }

    static boolean isIpv4(String value) {
        return value.matches(IPV4);
    }

    /** The one of a list of one; a field with room for one says nothing of several. */
    static String only(List<String> values) {
        return values.size() == 1 ? values.get(0) : null;
    }

    /** A list in one field: {@code value:count,value:count}. */
    static String ranked(List<RankedValue> values) {
        StringBuilder text = new StringBuilder();
        for (RankedValue value : values) {
            text.append(text.isEmpty() ? "" : ",").append(value.getValue()).append(':').append(value.getCount());
        }
        return text.toString();
    }
}
